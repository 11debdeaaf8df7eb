import { isMadeUp } from '../not-a-secret/made-up.ts';

/** How random a value looks: `strong` is a token, `weak` may be one, `none` is words, numbers or nothing. */
type Opacity = 'strong' | 'weak' | 'none';

const STRONG_LENGTH = 16;
const WEAK_LENGTH = 10;
/** Words that names of things are made of; what is left when they are gone must look random by itself. */
const WORDS = new Set(
  (
    'test demo prod live token secret password admin user name server client service local default example key api ' +
    'auth access config version release build deploy deployment project team mcp http https json yaml python node ' +
    'model claude sonnet opus haiku gemini mini turbo preview latest embedding large small instruct chat'
  ).split(' '),
);
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Number of runs of small letters, capital letters and digits. */
function countRuns(text: string): number {
  return text.match(/[a-z]+|[A-Z]+|\d+/g)?.length ?? 0;
}

function withoutWords(text: string): string {
  return text.replace(/[A-Z]?[a-z]{2,}|[A-Z]{3,}/g, (word) => (WORDS.has(word.toLowerCase()) ? '' : word));
}

/** Long hexadecimal runs are no words, however their digits fall. */
function isHex(text: string): boolean {
  return text.length >= 20 && /^[\da-f]+$/i.test(text) && /[a-f]/i.test(text) && countRuns(text) >= 4;
}

/** Five consonants in a row in a long mix of letters and digits are no language. */
function isUnpronounceable(text: string): boolean {
  return text.length >= 20 && countRuns(text) >= 3 && /\d/.test(text) && /[b-df-hj-np-tv-xz]{5}/i.test(text);
}

/**
 * Random letters and digits change their kind every second or third character; words, camel case and versions do so
 * seldom. A token without a digit is one in a hundred, and then has capitals all over.
 */
function looksRandom(text: string, minLength: number): boolean {
  if (text.length < minLength) return false;
  const rest = withoutWords(text);
  const runs = countRuns(rest);
  if (rest.length < 10 || !/[A-Za-z]/.test(rest)) return false;
  if (isHex(rest) || isUnpronounceable(rest)) return true;
  if (/\d/.test(rest)) return runs >= Math.max(4, rest.length / 4.2);
  return rest.length >= 20 && /[a-z]/.test(rest) && /[A-Z]/.test(rest) && runs >= rest.length * 0.4;
}

/**
 * Says how random a value looks, for values of no known format. Judges stretches of letters and digits, so that
 * `very-long-names-of-things-2` are words; a few `-`, `_`, `+`, `/` in a long token do not matter (base64).
 */
export function opacity(value: string): Opacity {
  if (value.length < WEAK_LENGTH || isMadeUp(value)) return 'none';
  const stretches = value.split(/[^A-Za-z\d]+/);
  const joined = stretches.join('');
  const separators = value.length - joined.length;
  // Phrases have a separator for every word; base64 has one for every 32 characters.
  const isBase64 =
    joined.length >= 24 && separators <= value.length / 5 && countRuns(joined) >= joined.length / 2.5;
  if (separators > 0 && (separators <= value.length / 8 || isBase64)) stretches.push(joined);
  if (stretches.some((one) => looksRandom(one, STRONG_LENGTH))) return 'strong';
  return stretches.some((one) => looksRandom(one, WEAK_LENGTH)) ? 'weak' : 'none';
}

/** True for a UUID (RFC 9562) that nobody made up. It is a key at some issuers and a mere identifier at most. */
export function isUuid(value: string): boolean {
  return UUID.test(value) && !isMadeUp(value);
}
