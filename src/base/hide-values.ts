import type { Secret } from './secret.ts';

/** Values shorter than this are left alone: removing every `ab` from a path would destroy it and hide nothing. */
const MIN_LENGTH = 6;

/** Makes a function that puts `[redacted]` in place of each of these values, wherever they stand in a string. */
export function hideValues(secrets: readonly Secret[]): (text: string) => string {
  const values = [...new Set(secrets.map((secret) => secret.reveal()))]
    .filter((value) => value.length >= MIN_LENGTH)
    // Longest first: one value may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((rest, value) => rest.replaceAll(value, '[redacted]'), text);
}
