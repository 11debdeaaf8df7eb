import type { Octokit, RepositoryRef } from '../github/types.ts';
import { comparisonSchema, isGone, readAnswer, type CommitFile } from './github-answer.ts';

const PAGE = 100;

/** What stands between two commits. */
export interface Comparison {
  /** Oldest first; the newest `limit` when there are more. */
  readonly commits: readonly string[];
  readonly total: number;
  /** The net change from the merge base to the head: at most 300 files, all of them on GitHub's first page. */
  readonly files: readonly CommitFile[];
}

/**
 * The commits in `base...head` and what they change together. A base that has moved on is no matter: GitHub compares
 * from where the two have parted.
 *
 * @param base a commit, or the name of a branch
 * @param limit most commits that are listed, the newest
 * @returns undefined when GitHub does not know one of them or they share no history
 */
export async function compareCommits(
  octokit: Octokit,
  repository: RepositoryRef,
  { base, head }: { readonly base: string; readonly head: string },
  limit: number,
): Promise<Comparison | undefined> {
  const { owner, name: repo } = repository;
  const read = async (page: number) => {
    const query = { owner, repo, basehead: `${base}...${head}`, per_page: PAGE, page };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', query);
    const { total_commits: total, commits, files } = readAnswer(comparisonSchema, data);
    return { total, commits: commits.map(({ sha }) => sha), files };
  };
  try {
    const first = await read(1);
    const { total, files } = first;
    const skipped = Math.floor(Math.max(0, total - limit) / PAGE);
    const commits = skipped === 0 ? [...first.commits] : [];
    for (let page = Math.max(2, skipped + 1); page <= Math.ceil(total / PAGE); page++) {
      commits.push(...(await read(page)).commits);
    }
    return { commits: commits.slice(-limit), total, files };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
