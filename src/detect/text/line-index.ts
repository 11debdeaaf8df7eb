import type { Span } from '../finding.ts';

/** Turns offsets of one text into lines and columns. Lines end with `\n`, as they do for Git and GitHub. */
export class LineIndex {
  readonly #starts: readonly number[];

  constructor(content: string) {
    const starts = [0];
    for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The span from `start` to `end` (exclusive), both offsets in UTF-16 code units. */
  span(start: number, end: number): Span {
    const first = this.#lineOf(start);
    const last = this.#lineOf(end);
    return {
      start,
      end,
      startLine: first + 1,
      startColumn: start - (this.#starts[first] ?? 0) + 1,
      endLine: last + 1,
      endColumn: end - (this.#starts[last] ?? 0) + 1,
    };
  }
}
