import type { Secret } from '../base/secret.ts';

/** Values shorter than this are left alone: removing every `ab` from a path would destroy it and hide nothing. */
const MIN_LENGTH = 6;

/** Takes credentials out of a string that will be stored or shown: a path, a server's name, a key. */
export type Scrub = (text: string) => string;

/**
 * Makes a scrub for one push: whatever was found in it, and every credential of a known format, becomes `[redacted]`.
 * People do name files, servers and variables after tokens.
 *
 * @param redactKnownFormats of the detector
 */
export function createScrub(secrets: readonly Secret[], redactKnownFormats: (text: string) => string): Scrub {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))]
    .filter((value) => value.length >= MIN_LENGTH)
    // Longest first: one value may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    redactKnownFormats(values.reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text));
}
