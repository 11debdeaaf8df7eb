import type { Encoding } from '../../base/decode-text.ts';

/** Well below the length up to which the detector reads structures. In UTF-16 code units, as all here. */
const PIECE = 250_000;
/** What two pieces have in common, so that a configuration across their border stands in one of them as a whole. */
const OVERLAP = 32_768;

/** A part of a text that is too large to be held at once. */
export interface TextPiece {
  readonly text: string;
  /** Where its first character stands in the whole text, 1-based. */
  readonly line: number;
  readonly column: number;
  /** What begins from here on, and before `until`, is told by this piece, else by one beside it; offsets in `text`. */
  readonly from: number;
  readonly until: number;
}

/** Begins a piece at the beginning of a line, where there is one near enough. */
function lineStart(text: string, near: number, notBefore: number): number {
  const end = text.lastIndexOf('\n', near - 1);
  return end >= notBefore ? end + 1 : near;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/**
 * Decodes a text and cuts it at line ends, with an overlap; a line that is longer than a piece is cut as well. What cannot
 * be decoded becomes U+FFFD.
 *
 * @param size of a piece; at least twice the overlap
 */
export async function* textPieces(
  chunks: AsyncIterable<Uint8Array>,
  {
    size = PIECE,
    overlap = OVERLAP,
    encoding = 'utf-8',
  }: { readonly size?: number; readonly overlap?: number; readonly encoding?: Encoding } = {},
): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding);
  let text = '';
  let line = 1;
  let column = 1;
  let from = 0;
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    while (text.length > size) {
      const end = lineStart(text, size, size - overlap / 2);
      const next = lineStart(text, end - overlap, end - overlap - overlap / 2);
      const until = end - overlap / 2;
      yield { text: text.slice(0, end), line, column, from, until };
      const lines = countLines(text, next);
      column = lines === 0 ? column + next : next - text.lastIndexOf('\n', next - 1);
      line += lines;
      from = until - next;
      text = text.slice(next);
    }
  }
  text += decoder.decode();
  if (text.length > from) yield { text, line, column, from, until: Number.POSITIVE_INFINITY };
}
