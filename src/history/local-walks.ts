import { startGit } from './git.ts';
import type { Walk } from './list-blobs.ts';
import { splitStream } from './split-stream.ts';

const NEWLINE = 0x0a;
const COMMIT = 'commit ';

/** Every commit that git has here, whatever leads to it. */
async function* everyCommit(folder: string): AsyncGenerator<string> {
  const git = startGit(
    ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objecttype) %(objectname)'],
    folder,
  );
  git.stdin.end();
  for await (const line of splitStream(git.stdout, NEWLINE)) {
    const text = line.toString('latin1');
    if (text.startsWith(COMMIT)) yield `${text.slice(COMMIT.length)}\n`;
  }
}

/**
 * All commits of a repository on this machine: first those that a branch, a tag, a note or the last stash leads to, then
 * those that only the reflog or nothing leads to any more, which are those of deleted branches, of earlier stashes, and
 * from before an amendment or a rebase. In this order, because the same file is in both after a rebase, and people find
 * the commit that is on a branch.
 *
 * @param failed called when the latter cannot all be read: git keeps no promise about them
 */
export function localWalks(folder: string, failed: () => void): readonly Walk[] {
  return [
    { args: ['--all', '--'] },
    { args: ['--ignore-missing', '--stdin', '--not', '--all'], input: everyCommit(folder), failed },
  ];
}
