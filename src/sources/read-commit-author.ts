import type { Octokit } from '../github/types.ts';
import { commitSchema, isGone, readAnswer } from './github-answer.ts';

/**
 * The login of who wrote a commit, or `NO_ACCOUNT`; undefined where GitHub does not show the commit. Throws what octokit
 * throws for failures that may pass.
 */
export async function readCommitAuthor(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<string | undefined> {
  const query = { owner: repository.owner, repo: repository.name, ref: commit, per_page: 1 };
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', query);
    return readAnswer(commitSchema, data).author;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
