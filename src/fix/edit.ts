/** A change of a text: what stands from `start` to `end` (exclusive, UTF-16 code units) becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const inOrder = (a: Edit, b: Edit) => a.start - b.start || a.end - b.end;

/** The same edits in the order of the text, each once; undefined where two of them change the same characters. */
export function arrange(edits: readonly Edit[]): readonly Edit[] | undefined {
  const known = new Map(edits.map((edit) => [`${edit.start}:${edit.end}:${edit.text}`, edit]));
  const arranged = [...known.values()].toSorted(inOrder);
  const overlaps = arranged.some((edit, index) => {
    const next = arranged[index + 1];
    return (
      next !== undefined && (next.start < edit.end || (next.start === edit.start && next.end === edit.end))
    );
  });
  return overlaps ? undefined : arranged;
}

/** @param edits arranged, see {@link arrange} */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let at = 0;
  let result = '';
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
