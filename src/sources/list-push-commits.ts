import type { Octokit } from '../github/types.ts';
import { commitListSchema, comparisonSchema, isGone, readAnswer } from './github-answer.ts';
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

function place(task: PushTask): { readonly owner: string; readonly repo: string } {
  return { owner: task.repository.owner, repo: task.repository.name };
}

/** The commits in `base...head`. @returns undefined when GitHub does not know one of them or they share no history */
async function compare(
  octokit: Octokit,
  task: PushTask,
  base: string,
  limit: number,
): Promise<Listing | undefined> {
  const read = async (page: number) => {
    const basehead = `${base}...${task.head}`;
    const query = { ...place(task), basehead, per_page: PAGE, page };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', query);
    const { total_commits: total, commits } = readAnswer(comparisonSchema, data);
    return { total, commits: commits.map(({ sha }) => sha) };
  };
  try {
    const first = await read(1);
    const { total } = first;
    const skipped = Math.floor(Math.max(0, total - limit) / PAGE);
    const commits = skipped === 0 ? [...first.commits] : [];
    for (let page = Math.max(2, skipped + 1); page <= Math.ceil(total / PAGE); page++) {
      commits.push(...(await read(page)).commits);
    }
    return { commits: commits.slice(-limit), total };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The whole history of the pushed commit. */
async function history(octokit: Octokit, task: PushTask, limit: number): Promise<Listing | undefined> {
  const commits: string[] = [];
  try {
    for (let page = 1; commits.length <= limit; page++) {
      const query = { ...place(task), sha: task.head, per_page: PAGE, page };
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
async function list(octokit: Octokit, task: PushTask, limit: number): Promise<Listing | undefined> {
  const { defaultBranch } = task.repository;
  const isTag = task.ref.startsWith('refs/tags/');
  if (!isTag && !isZeroSha(task.before)) {
    const listing = await compare(octokit, task, task.before, limit);
    if (listing) return listing;
  }
  // The default branch already stands at the pushed commit, so comparing with it would show nothing.
  if (task.ref !== `refs/heads/${defaultBranch}`) {
    const listing = await compare(octokit, task, defaultBranch, limit);
    if (listing) return listing;
  }
  return history(octokit, task, limit);
}

/**
 * Whether the payload's list is all of it. GitHub lists no commits for a tag, even for one that stands on commits no
 * branch has, and none for the first push of some tools to an empty repository.
 */
function isComplete(task: PushTask): boolean {
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
  task: PushTask,
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
