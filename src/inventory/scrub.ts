import { createHash } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/** Values shorter than this are left alone: removing every `ab` from a path would destroy it and hide nothing. */
const MIN_LENGTH = 6;

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
  const values = [...new Set(secrets.map((secret) => secret.reveal()))]
    .filter((value) => value.length >= MIN_LENGTH)
    // Longest first: one value may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    storable(redactKnownFormats(values.reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text)));
}
