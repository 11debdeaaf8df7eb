import { z } from 'zod';
import type { Octokit, RepositoryRef } from '../github/types.ts';
import { isGone, readAnswer } from './github-answer.ts';
import { sha } from './hook-repository.ts';

const PER_PAGE = 100;
/** Repositories with more branches are left to their webhooks. */
const MAX_PAGES = 100;

const Page = z.array(z.object({ name: z.string().min(1).max(1024), commit: z.object({ sha }) }));

/** A branch as GitHub has it now. */
export interface Branch {
  readonly name: string;
  readonly sha: string;
}

/** Lists the branches of a repository; undefined when it is gone, and nothing while it is empty. */
export async function listBranches(
  octokit: Octokit,
  { owner, name: repo }: Pick<RepositoryRef, 'owner' | 'name'>,
): Promise<readonly Branch[] | undefined> {
  const all: Branch[] = [];
  try {
    for (let page = 1; page <= MAX_PAGES; page++) {
      const query = { owner, repo, per_page: PER_PAGE, page };
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches', query);
      const batch = readAnswer(Page, data);
      all.push(...batch.map(({ name, commit }) => ({ name, sha: commit.sha })));
      if (batch.length < PER_PAGE) break;
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  return all;
}
