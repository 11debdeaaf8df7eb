import type { Octokit } from '../github/types.ts';
import { compareCommits } from './compare-commits.ts';
import { commitListSchema, isGone, readAnswer } from './github-answer.ts';
import { isZeroSha, type PushTask } from './push-task.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** Most commits of one push that are read; each costs a request, and an installation has 5,000 an hour. */
export const COMMITS_MAX = 5000;

/**
 * Most commits read for a tag whose push names none. A tag of a release branch is far from the default branch but
 * brings nothing new, while a tag on commits of no branch is short.
 */
const TAG_COMMITS_MAX = 250;

const PAGE = 100;

interface Listing {
  /** Oldest first; the newest `limit` when there are more. */
  readonly commits: readonly string[];
  readonly total: number;
}

/** What tells which commits a push brought. */
export type PushedRange = Pick<
  PushTask,
  'repository' | 'ref' | 'before' | 'head' | 'created' | 'commits' | 'truncated'
>;

/** The whole history of the pushed commit. */
async function history(octokit: Octokit, task: PushedRange, limit: number): Promise<Listing | undefined> {
  const commits: string[] = [];
  try {
    for (let page = 1; commits.length <= limit; page++) {
      const { owner, name: repo } = task.repository;
      const query = { owner, repo, sha: task.head, per_page: PAGE, page };
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits', query);
      const batch = readAnswer(commitListSchema, data);
      commits.push(...batch.map(({ sha }) => sha));
      if (batch.length < PAGE) break;
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  return { commits: commits.slice(0, limit).toReversed(), total: commits.length };
}

/** Asks GitHub which commits the push brought, from the closest base that still exists. */
async function list(octokit: Octokit, task: PushedRange, limit: number): Promise<Listing | undefined> {
  const { repository, head } = task;
  const isTag = task.ref.startsWith('refs/tags/');
  if (!isTag && !isZeroSha(task.before)) {
    const listing = await compareCommits(octokit, repository, { base: task.before, head }, limit);
    if (listing) return listing;
  }
  // The default branch already stands at the pushed commit, so comparing with it would show nothing.
  if (task.ref !== `refs/heads/${repository.defaultBranch}`) {
    const listing = await compareCommits(
      octokit,
      repository,
      { base: repository.defaultBranch, head },
      limit,
    );
    if (listing) return listing;
  }
  return history(octokit, task, limit);
}

/**
 * Whether the payload's list is all of it. GitHub lists no commits for a tag, even for one that stands on commits no
 * branch has, and none for the first push of some tools to an empty repository.
 */
function isComplete(task: PushedRange): boolean {
  if (task.truncated) return false;
  if (task.commits.length > 0) return true;
  const isFirst = task.created && task.ref === `refs/heads/${task.repository.defaultBranch}`;
  return !isFirst && !task.ref.startsWith('refs/tags/');
}

/**
 * The commits that a push brought, oldest first: the payload's list when it is complete, else what GitHub says.
 * A ref on commits that are already known brings none. At most {@link COMMITS_MAX}, the newest, with a note.
 */
export async function listPushCommits(
  octokit: Octokit,
  task: PushedRange,
  notes: ReadingNotes,
): Promise<readonly string[]> {
  if (isComplete(task)) return task.commits;
  const isBareTag = task.ref.startsWith('refs/tags/') && task.commits.length === 0;
  const limit = isBareTag ? TAG_COMMITS_MAX : COMMITS_MAX;
  const listing = await list(octokit, task, limit);
  if (!listing) notes.add('history-gone', task.head);
  else if (listing.total > limit) notes.add(isBareTag ? 'tag-cap' : 'commit-cap', task.head, limit);
  // Merged or moved in the meantime, a comparison can come out shorter than what the payload named.
  return [...new Set([...task.commits, ...(listing?.commits ?? [])])];
}
