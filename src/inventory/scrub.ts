import { createHash } from 'node:crypto';
import { hideValues } from '../base/hide-values.ts';
import type { Secret } from '../base/secret.ts';

/** PostgreSQL indexes at most 2,704 bytes of a row; git takes paths of 4,096. */
const MAX_LENGTH = 500;

/**
 * Makes a hostile string one that the database takes: no NUL and no half of a surrogate pair, which PostgreSQL refuses
 * (a server's name that holds one would otherwise keep its leak from ever being recorded), and not too long. What is cut
 * off is told apart by a hash.
 */
function storable(text: string): string {
  const wellFormed = text.replaceAll('\0', '\uFFFD').toWellFormed();
  if (wellFormed.length <= MAX_LENGTH) return wellFormed;
  const hash = createHash('sha256').update(wellFormed).digest('hex').slice(0, 8);
  return `${wellFormed.slice(0, MAX_LENGTH - 10).toWellFormed()}…${hash}`;
}

/** Takes credentials out of a string that will be stored or shown: a path, a server's name, a key. */
export type Scrub = (text: string) => string;

/**
 * Makes a scrub for one push: whatever was found in it, and every credential of a known format, becomes `[redacted]`.
 * People do name files, servers and variables after tokens. What comes out can be stored.
 *
 * @param redactKnownFormats of the detector
 */
export function createScrub(secrets: readonly Secret[], redactKnownFormats: (text: string) => string): Scrub {
  const hide = hideValues(secrets);
  return (text) => storable(redactKnownFormats(hide(text)));
}
