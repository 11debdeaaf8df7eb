import type { Octokit, RepositoryRef } from '../github/types.ts';
import { compareCommits } from './compare-commits.ts';
import { COMMITS_MAX } from './list-push-commits.ts';
import { mayChange, netChange, UNKNOWN_CHANGE, type NetChange } from './net-change.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** What a pull request or a merge group asks to bring: the commits of a head that a base does not have. */
export interface CommitRange {
  readonly base: string;
  /** The base's branch, where it may have moved on since. */
  readonly baseRef?: string;
  readonly head: string;
}

/** The commits of a range, oldest first, and what they change together. */
export interface RangeListing {
  readonly commits: readonly string[];
  readonly net: NetChange;
  /** Whether together they may change a file. */
  readonly mayChange: (path: string) => boolean;
}

/**
 * Lists a range; one request for up to 100 commits. It is compared with where the base's branch is now, because a head
 * may have merged what the base got since GitHub noted its commit. Once the branch has all of it (it was merged), or is
 * gone, the noted commit tells.
 */
export async function listRange(
  octokit: Octokit,
  repository: RepositoryRef,
  { base, baseRef, head }: CommitRange,
  notes: ReadingNotes,
): Promise<RangeListing> {
  const compare = (from: string) => compareCommits(octokit, repository, { base: from, head }, COMMITS_MAX);
  const current = baseRef === undefined ? undefined : await compare(baseRef);
  const found = current !== undefined && current.total > 0 ? current : ((await compare(base)) ?? current);
  if (!found) {
    notes.add('history-gone', head);
    return { commits: [head], net: UNKNOWN_CHANGE, mayChange: () => false };
  }
  if (found.total > COMMITS_MAX) notes.add('commit-cap', head, COMMITS_MAX);
  return { commits: found.commits, net: netChange(found.files), mayChange: mayChange(found.files) };
}
