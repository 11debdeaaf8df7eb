/** Turns offsets of a text into 1-based lines and columns. Lines end with `\n`, as they do for Git and GitHub. */
export class LineStarts {
  readonly #content: string;
  readonly #starts: readonly number[];

  constructor(content: string) {
    this.#content = content;
    const starts = [0];
    for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** The line and column of an offset, and the text of its line. */
  at(offset: number): { readonly line: number; readonly column: number; readonly text: string } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] ?? 0;
    const next = this.#starts[low + 1];
    const text = this.#content.slice(start, next === undefined ? undefined : next - 1);
    return { line: low + 1, column: offset - start + 1, text };
  }
}
