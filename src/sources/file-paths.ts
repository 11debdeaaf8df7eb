import type { Octokit, RepositoryRef } from '../github/types.ts';
import { isGone, readAnswer, treeSchema } from './github-answer.ts';

/** The paths of all files of a commit, by one request; undefined where GitHub does not show all of them. */
export async function listFilePaths(
  octokit: Octokit,
  { owner, name: repo }: Pick<RepositoryRef, 'owner' | 'name'>,
  commit: string,
): Promise<readonly string[] | undefined> {
  try {
    const query = { owner, repo, tree_sha: commit, recursive: '1' };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', query);
    const { tree, truncated } = readAnswer(treeSchema, data);
    return truncated
      ? undefined
      : tree.flatMap(({ path, type }) => (type === 'blob' && path !== undefined ? [path] : []));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
