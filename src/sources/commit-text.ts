import type { KnownText } from './known-text.ts';

/** One file of a commit, whole or the new side of its diff, with what is needed to judge a finding in it. */
export interface CommitText {
  readonly path: string;
  readonly commit: string;
  /** Login of who wrote the commit, or `NO_ACCOUNT`; absent where GitHub did not say. */
  readonly author?: string;
  readonly content: string;
  /** True when `content` is the whole file; else it is the hunks of the diff, parted by empty lines. */
  readonly whole: boolean;
  /** The line in the file of line `n` of `content`, both 1-based. */
  lineOf(n: number): number;
  /**
   * Whether one of these lines of `content` (1-based, inclusive) was added by the commit; undefined where GitHub shows
   * no diff.
   */
  onAddedLines(startLine: number, endLine: number): boolean | undefined;
  /**
   * Whether the value at these lines of `content` came with this commit: on an added line, not merely moved from a
   * line that the same commit removed, not in the earlier version of the file, and for a merge in no merged version.
   * May ask GitHub for earlier versions, so call it for findings only. Throws what octokit throws.
   */
  introduces(startLine: number, endLine: number, value: string): Promise<boolean>;
}

/** What a {@link CommitText} is made of. */
export interface CommitTextParts {
  readonly path: string;
  readonly commit: string;
  readonly author?: string;
  readonly content: string;
  /** For hunks: the line in the file of each line of `content`. Absent for a whole file. */
  readonly numbers?: readonly number[];
  /** Lines of the file that the commit added; absent where GitHub shows no diff. */
  readonly added?: ReadonlySet<number>;
  /** All lines that the commit removed, in any file. */
  readonly removed: KnownText;
  /** Earlier versions in which a value that is not new may stand; each is fetched at its first use. */
  readonly earlier: readonly (() => Promise<KnownText>)[];
}

/** Builds the text; see {@link CommitText} for what it answers. */
export function commitText(parts: CommitTextParts): CommitText {
  const { path, commit, author, content, numbers, added, removed, earlier } = parts;
  let split: readonly string[] | undefined;
  const lineOf = (n: number) => numbers?.[n - 1] ?? n;
  const onAddedLines = (startLine: number, endLine: number) => {
    if (!added) return undefined;
    for (let n = startLine; n <= endLine; n++) if (added.has(lineOf(n))) return true;
    return false;
  };
  return {
    path,
    commit,
    ...(author === undefined ? {} : { author }),
    content,
    whole: numbers === undefined,
    lineOf,
    onAddedLines,
    async introduces(startLine, endLine, value) {
      if (onAddedLines(startLine, endLine) === false) return false;
      split ??= content.split('\n');
      const lines = split.slice(startLine - 1, endLine);
      if (removed.holds(value, lines)) return false;
      for (const version of earlier) if ((await version()).holds(value, lines)) return false;
      return true;
    },
  };
}
