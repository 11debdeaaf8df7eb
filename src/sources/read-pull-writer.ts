import { z } from 'zod';
import type { Writer } from '../github/crowd.ts';
import type { Octokit, RepositoryRef } from '../github/types.ts';
import { isGone, readAnswer } from './github-answer.ts';

const Pull = z.object({
  user: z.object({ login: z.string(), id: z.number().int() }).nullish().catch(undefined),
  author_association: z.string().optional().catch(undefined),
});

/**
 * Who opened a pull request; undefined for a deleted account, and where GitHub does not show the pull request. Throws what
 * octokit throws for failures that may pass.
 *
 * https://docs.github.com/rest/pulls/pulls#get-a-pull-request
 */
export async function readPullWriter(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  number: number,
): Promise<Writer | undefined> {
  try {
    const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
    const { user, author_association: association } = readAnswer(Pull, data);
    if (!user) return undefined;
    return { id: user.id, login: user.login, ...(association === undefined ? {} : { association }) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
