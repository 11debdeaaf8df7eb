import { RekeyError } from '../../base/errors.ts';

/** The codes of an ASCII text. */
export const bytesOf = (text: string): readonly number[] =>
  Array.from(text, (letter) => letter.charCodeAt(0));

/**
 * Tables to ask 16 bytes at once which of up to 8 sets they are in: bit k of `low[byte & 15] & high[byte >> 4]`. A set
 * may let other bytes in as well when it is no product of low and high halves; {@link exactSets} splits one that must not.
 *
 * @returns 16 bytes for the low halves, then 16 for the high ones
 */
export function nibbleTables(sets: readonly (readonly number[])[]): Uint8Array {
  if (sets.length > 8) throw new RekeyError('KERNEL_FULL', 'A nibble table has room for 8 sets.');
  const tables = new Uint8Array(32);
  sets.forEach((bytes, bit) => {
    for (const byte of bytes) {
      tables[byte & 15] = (tables[byte & 15] ?? 0) | (1 << bit);
      tables[16 + (byte >> 4)] = (tables[16 + (byte >> 4)] ?? 0) | (1 << bit);
    }
  });
  return tables;
}

const lowHalves = (row: readonly number[]) => row.map((byte) => byte & 15).join(' ');

/** Splits an alphabet into sets that are products: one for all the high halves that go with the same low halves. */
export function exactSets(alphabet: string): readonly (readonly number[])[] {
  const bytes = bytesOf(alphabet).toSorted((a, b) => a - b);
  const rows = Map.groupBy(bytes, (byte) => byte >> 4);
  return [...Map.groupBy(rows.values(), lowHalves).values()].map((same) => same.flat());
}

/** Distributes sorted texts over at most 8 sets, so that texts that begin alike share one. */
export function inEightSets(texts: readonly string[]): readonly (readonly string[])[] {
  const size = Math.max(1, Math.ceil(texts.length / 8));
  const sorted = texts.toSorted();
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  );
}
