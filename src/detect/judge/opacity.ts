import { isMadeUp } from '../not-a-secret/made-up.ts';
import { hasPlaceholderWord } from '../not-a-secret/placeholders.ts';
import { randomBits } from './randomness.ts';

/** How random a value looks: `strong` is a token, `weak` may be one, `none` is words, numbers or nothing. */
type Opacity = 'strong' | 'weak' | 'none';

/** One name of a person in a thousand has 17 bits; one random text of 16 letters and digits in a hundred has less. */
export const STRONG_BITS = 18;
/** From here on a word in the value stands there by chance. */
const SURE_BITS = 28;
export const STRONG_LENGTH = 16;
/** One name in a hundred has 12 bits. */
const WEAK_BITS = 13;
const WEAK_LENGTH = 10;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * Says how random a value looks, for values of no known format.
 *
 * @param strongLength from this many characters on a value can be strong
 */
export function opacity(value: string, strongLength: number = STRONG_LENGTH): Opacity {
  if (value.length < WEAK_LENGTH || isMadeUp(value)) return 'none';
  const bits = randomBits(value);
  if (bits < WEAK_BITS) return 'none';
  if (bits < STRONG_BITS || value.length < strongLength) return 'weak';
  return bits >= SURE_BITS || !hasPlaceholderWord(value) ? 'strong' : 'weak';
}

/** True for a UUID (RFC 9562) that nobody made up. It is a key at some issuers and a mere identifier at most. */
export function isUuid(value: string): boolean {
  return UUID.test(value) && !isMadeUp(value);
}
