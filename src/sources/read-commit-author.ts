import type { Octokit } from '../github/types.ts';
import { commitSchema, isGone, readAnswer } from './github-answer.ts';

/** Whom a commit names as its author. */
export interface CommitAuthor {
  /** Login, or `NO_ACCOUNT`. */
  readonly author: string;
  /** The signature of the commit proves it. */
  readonly verified: boolean;
}

/**
 * Whom a commit names as its author, and whether that is proved; undefined where GitHub does not show the commit. Throws what octokit
 * throws for failures that may pass.
 */
export async function readCommitAuthor(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<CommitAuthor | undefined> {
  const query = { owner: repository.owner, repo: repository.name, ref: commit, per_page: 1 };
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', query);
    const { author, commit: facts } = readAnswer(commitSchema, data);
    return author === undefined ? undefined : { author, verified: facts?.verification?.verified === true };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
