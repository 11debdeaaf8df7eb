import type { Format } from '../formats/format.ts';
import { formats } from '../formats/formats.ts';

/** One prefix of one format. */
export interface Entry {
  readonly format: Format;
  readonly prefix: string;
  /** A long credential begins only where a word begins: inside one, its classes would be read from every character. */
  readonly isLong: boolean;
}

/** Formats up to this length are cheap to try at every character. */
const SHORT = 512;

/** The most characters that a credential of this format has, without its tail. */
export function longest({ prefixes, lead, body }: Format): number {
  const prefix = Math.max(...prefixes.map(({ length }) => length));
  return body.reduce(
    (sum, part) => sum + (typeof part === 'string' ? part.length : part.max),
    prefix + (lead?.max ?? 0),
  );
}

/** Every prefix of every format, the longest first, so that the most exact format is tried first. */
export const ENTRIES: readonly Entry[] = formats
  .flatMap((format) => format.prefixes.map((prefix) => ({ format, prefix, isLong: longest(format) > SHORT })))
  .toSorted((a, b) => b.prefix.length - a.prefix.length);

/**
 * Whether a credential begins only where a word begins. A checksum proves a token wherever it stands, and a lead is
 * the beginning of the word itself.
 */
export function isWordOnly({ format, isLong }: Entry): boolean {
  return isLong || (!format.proof && !format.lead);
}
