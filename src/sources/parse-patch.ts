/** Lines of a file, both included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** The new side of a unified diff. Line numbers are 1-based and those of the file after the change. */
export interface Patch {
  /** Added and context lines, without line ends (a `\r` stays), hunks parted by one empty line. */
  readonly lines: readonly string[];
  /** Number in the file of each of `lines`; for the empty line between hunks, a line that the diff does not show. */
  readonly numbers: readonly number[];
  /** Numbers of the lines that the change added. */
  readonly added: ReadonlySet<number>;
  /** What each hunk shows of the file, added or not; none for one that shows removed lines only. */
  readonly hunks: readonly LineRange[];
  /** Text of the removed lines. */
  readonly removed: readonly string[];
  /** The new file ends without a line break, as far as the diff shows its end. */
  readonly endsOpen: boolean;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

interface Reading {
  readonly lines: string[];
  readonly numbers: number[];
  readonly added: Set<number>;
  readonly hunks: LineRange[];
  readonly removed: string[];
  endsOpen: boolean;
}

function countOf(text: string | undefined): number {
  return text === undefined ? 1 : Number(text);
}

/** Reads the lines of one hunk from `index` on; the header's counts say where it ends, whatever the lines hold. */
function readHunk(source: readonly string[], index: number, header: RegExpExecArray, into: Reading): number {
  let oldLeft = countOf(header[1]);
  let newLeft = countOf(header[3]);
  let number = Number(header[2]);
  let at = index;
  let lastIsNew = false;
  for (; at < source.length; at++) {
    const line = source[at] ?? '';
    // "\ No newline at end of file" belongs to the line before it.
    if (line.startsWith('\\')) {
      into.endsOpen ||= lastIsNew;
      continue;
    }
    if (oldLeft <= 0 && newLeft <= 0) break;
    if (line.startsWith('-')) {
      into.removed.push(line.slice(1));
      oldLeft--;
      lastIsNew = false;
      continue;
    }
    if (line.startsWith('+')) into.added.add(number);
    else oldLeft--;
    into.lines.push(line.slice(1));
    into.numbers.push(number++);
    newLeft--;
    lastIsNew = true;
  }
  const start = Number(header[2]);
  if (number > start) into.hunks.push({ start, end: number - 1 });
  return at;
}

/**
 * Reads the `patch` of GitHub's answers: the hunks of one file, without the header lines of `git diff`. Only `\n` ends
 * a line, as in git; other separators are text.
 *
 * @see https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function parsePatch(patch: string): Patch {
  const source = patch.split('\n');
  const reading: Reading = {
    lines: [],
    numbers: [],
    added: new Set(),
    hunks: [],
    removed: [],
    endsOpen: false,
  };
  let at = 0;
  while (at < source.length) {
    const header = HUNK.exec(source[at] ?? '');
    at++;
    if (!header) continue;
    if (reading.lines.length > 0) {
      reading.lines.push('');
      reading.numbers.push(Number(header[2]) - 1);
    }
    at = readHunk(source, at, header, reading);
  }
  return reading;
}

/**
 * The whole file that an adding patch describes, or undefined when it does not hold all of it.
 *
 * @param additions number of lines that the commit added to the file, as GitHub counts
 */
export function addedFile(patch: Patch, additions: number | undefined): string | undefined {
  const { lines, added, removed } = patch;
  const isWhole = removed.length === 0 && added.size === lines.length && patch.numbers[0] === 1;
  if (!isWhole || (additions !== undefined && additions !== lines.length)) return undefined;
  return lines.join('\n') + (patch.endsOpen ? '' : '\n');
}
