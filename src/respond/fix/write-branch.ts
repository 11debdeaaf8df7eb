import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone } from '../github-answers.ts';

interface Where {
  readonly owner: string;
  readonly name: string;
}

/** A file as the commit shall have it. */
export interface FileChange {
  readonly path: string;
  readonly mode: string;
  /** Undefined: it is deleted. */
  readonly content?: Uint8Array;
}

const Made = z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) });

function madeBy(data: unknown): string {
  const made = Made.safeParse(data);
  if (!made.success) throw new RekeyError('GITHUB_ANSWER', 'GitHub made something without saying what.');
  return made.data.sha;
}

/**
 * Makes one commit on top of another; no branch has it yet. GitHub signs it, since no author is given.
 *
 * @param base the commit, and its tree
 */
export async function writeCommit(
  octokit: Octokit,
  { owner, name: repo }: Where,
  base: { readonly commit: string; readonly tree: string },
  changes: readonly FileChange[],
  message: string,
): Promise<string> {
  const tree = [];
  for (const { path, mode, content } of changes) {
    const entry = {
      path,
      mode: mode === '100755' ? ('100755' as const) : ('100644' as const),
      type: 'blob' as const,
    };
    if (content === undefined) {
      tree.push({ ...entry, sha: null });
      continue;
    }
    const blob = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
    const { data } = await octokit.rest.git.createBlob({ owner, repo, ...blob });
    tree.push({ ...entry, sha: madeBy(data) });
  }
  const made = await octokit.rest.git.createTree({ owner, repo, base_tree: base.tree, tree });
  const commit = { message, tree: madeBy(made.data), parents: [base.commit] };
  return madeBy((await octokit.rest.git.createCommit({ owner, repo, ...commit })).data);
}

/** Points a branch to a commit. What it held before is lost, so the caller knows whose that was. */
export async function setBranch(
  octokit: Octokit,
  { owner, name: repo }: Where,
  branch: string,
  sha: string,
  exists: boolean,
): Promise<void> {
  if (exists) await octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: true });
  else await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha });
}

/** Deletes a branch; one that is gone already is as good. */
export async function deleteBranch(
  octokit: Octokit,
  { owner, name: repo }: Where,
  branch: string,
): Promise<void> {
  try {
    await octokit.rest.git.deleteRef({ owner, repo, ref: `heads/${branch}` });
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    if (!isGone(error) && status !== 422) throw error;
  }
}
