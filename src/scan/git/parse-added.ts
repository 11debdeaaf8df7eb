import type { LineRange } from '../item.ts';

/** A version of a file, and the lines that are new in it. */
export interface AddedLines {
  /** Id of the commit, when the difference is one of several commits. */
  readonly commit?: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly blob: string;
  /** Absent where git tells no lines, because it takes the file for a binary one: then all of them count. */
  readonly added?: readonly LineRange[];
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const INDEX = /^index [0-9a-f,]+\.\.([0-9a-f]+)/;
const HUNK = /^(@@+)(?: -\d+(?:,\d+)?)+ \+(\d+)/;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** A name as git writes it in the head of a difference, each byte one character: quoted as in C if it has to be. */
function unquote(written: string): string {
  const name = written.startsWith('"')
    ? written
        .slice(1, -1)
        .replace(/\\([0-7]{3}|.)/g, (_, escape: string) =>
          escape.length === 3 ? String.fromCharCode(Number.parseInt(escape, 8)) : (ESCAPES[escape] ?? escape),
        )
    : written;
  return Buffer.from(name, 'latin1').toString('utf8');
}

/** The name in `diff --git a/NAME b/NAME`: twice the same, since git tells of a rename in lines of its own. */
function nameInHead(head: string): string {
  const both = head.slice('diff --git '.length);
  const second = both.slice((both.length + 1) / 2);
  return second.startsWith('"') ? unquote(`"${second.slice(3)}`) : unquote(second.slice(2));
}

/** One file's part of the output while it is read. */
class FilePart {
  path: string;
  blob = '';
  isBinary = false;
  #parents = 0;
  #line = 0;
  readonly #added: [number, number][] = [];

  constructor(head: string) {
    this.path = head.startsWith('diff --git ') ? nameInHead(head) : unquote(head.replace(/^diff --\S+ /, ''));
  }

  startHunk(head: string): void {
    const [, marks = '@@', line = '1'] = HUNK.exec(head) ?? [];
    this.#parents = marks.length - 1;
    this.#line = Number(line);
  }

  /** A line of a hunk: one column for each parent, `+` where that parent does not have it. */
  readLine(line: Buffer): void {
    const columns = line.subarray(0, this.#parents).toString('latin1');
    if (columns.includes('-') || columns.startsWith('\\')) return;
    if (/^\++$/.test(columns)) {
      const last = this.#added.at(-1);
      if (last?.[1] === this.#line - 1) last[1] = this.#line;
      else this.#added.push([this.#line, this.#line]);
    }
    this.#line += 1;
  }

  result(commit: string | undefined): AddedLines | undefined {
    if (this.blob === '' || (!this.isBinary && this.#added.length === 0)) return undefined;
    const { path, blob } = this;
    return {
      ...(commit === undefined ? {} : { commit }),
      path,
      blob,
      ...(this.isBinary ? {} : { added: this.#added }),
    };
  }
}

function readHead(part: FilePart, line: string): void {
  const blob = INDEX.exec(line)?.[1];
  if (blob !== undefined) part.blob = blob;
  else if (line.startsWith('rename to ')) part.path = unquote(line.slice('rename to '.length));
  else if (line.startsWith('Binary files ')) part.isBinary = true;
}

/** Characters that begin the lines of a hunk; nothing else that git prints begins with them, once a hunk has begun. */
const IN_HUNK = new Set<number | undefined>(Buffer.from(' +-\\'));

/**
 * Reads what `git diff-tree -p` or `git diff-index -p` print, of merges as well (`--cc`), with full ids and the prefixes
 * `a/` and `b/`.
 *
 * @param lines of the output, without their line ends
 */
export async function* parseAdded(lines: AsyncIterable<Buffer>): AsyncGenerator<AddedLines> {
  let commit: string | undefined;
  let part: FilePart | undefined;
  let inHunk = false;
  for await (const bytes of lines) {
    if (inHunk && IN_HUNK.has(bytes[0])) {
      part?.readLine(bytes);
      continue;
    }
    const line = bytes.toString('latin1');
    const isCommit = COMMIT.test(line);
    if (isCommit || line.startsWith('diff --')) {
      const result = part?.result(commit);
      if (result) yield result;
      part = isCommit ? undefined : new FilePart(line);
      if (isCommit) commit = line;
      inHunk = false;
    } else if (line.startsWith('@@')) {
      part?.startHunk(line);
      inHunk = true;
    } else if (part) readHead(part, line);
  }
  const result = part?.result(commit);
  if (result) yield result;
}
