import type { CommitFile } from './github-answer.ts';
import { knownText } from './known-text.ts';
import { hidesText, readDiff } from './read-commit.ts';

/** GitHub lists no more files of one comparison than this; a list of this length may have been cut. */
const FILES_LISTED_MAX = 300;

/** What a pull request changes from the merge base to its head, all commits together. */
export interface NetChange {
  /**
   * Whether it still brings a value: one of its added lines holds it. True as well where GitHub shows too little to
   * say no.
   *
   * @param lines the lines of the file in which the value was found
   */
  brings(value: string, lines: readonly string[]): boolean;
}

/** For a comparison that cannot be had: nothing is gone. */
export const UNKNOWN_CHANGE: NetChange = { brings: () => true };

/** Whether a comparison may have more files than these. */
function isCut(files: readonly CommitFile[]): boolean {
  return files.length >= FILES_LISTED_MAX;
}

/** @param files of a comparison, as GitHub lists them */
export function netChange(files: readonly CommitFile[]): NetChange {
  const diffs = files.filter(({ status }) => status !== 'removed').map(readDiff);
  if (isCut(files) || diffs.some(hidesText)) return UNKNOWN_CHANGE;
  const added = diffs.flatMap(({ patch }) =>
    patch ? patch.lines.filter((_, index) => patch.added.has(patch.numbers[index] ?? 0)) : [],
  );
  const known = knownText(added.join('\n'));
  return { brings: (value, lines) => known.holds(value, lines) };
}

/** Tells whether a comparison may change a file, take it away or move it. True as well where the list may have been cut. */
export function mayChange(files: readonly CommitFile[]): (path: string) => boolean {
  const names = new Set(files.flatMap(({ filename, previous_filename: old = filename }) => [filename, old]));
  return (path) => names.has(path) || isCut(files);
}
