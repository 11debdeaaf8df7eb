import { z } from 'zod';
import type { Octokit } from '../github/types.ts';
import { isGone, statusOf } from './github-answer.ts';

/** Where GitHub looks, in its order; the first file that is there counts. */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

const NOT_MODIFIED = 304;

const text = z.string();

/** A CODEOWNERS file as it stands on the default branch. */
export interface CodeOwnersSource {
  readonly path: string;
  readonly etag: string;
  /** Empty for a file that is larger than GitHub reads. */
  readonly text: string;
}

/** `unchanged`: what was read before still stands. `none`: the repository has no such file. */
export type CodeOwnersAnswer = CodeOwnersSource | 'unchanged' | 'none';

async function readAt(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  path: string,
  options: { readonly maxBytes: number; readonly etag?: string },
): Promise<CodeOwnersAnswer> {
  try {
    // Raw, since GitHub puts no more than 1 MB into its JSON. Without `ref` it takes the default branch.
    const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner: repository.owner,
      repo: repository.name,
      path,
      headers: {
        accept: 'application/vnd.github.raw+json',
        ...(options.etag ? { 'if-none-match': options.etag } : {}),
      },
    });
    const read = text.safeParse(data);
    // A folder of that name is no such file.
    if (!read.success) return 'none';
    const fits = Buffer.byteLength(read.data) < options.maxBytes;
    return { path, etag: headers.etag ?? '', text: fits ? read.data : '' };
  } catch (error) {
    if (statusOf(error) === NOT_MODIFIED) return 'unchanged';
    if (isGone(error)) return 'none';
    throw error;
  }
}

/**
 * Reads the CODEOWNERS file of the default branch. What was read before is asked for by its ETag, which costs nothing while
 * nothing changed. Throws what octokit throws for failures that may pass.
 */
export async function readCodeOwners(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  maxBytes: number,
  known?: Pick<CodeOwnersSource, 'path' | 'etag'>,
): Promise<CodeOwnersAnswer> {
  // One at an earlier place would count instead, so those are asked for as well.
  for (const path of CODE_OWNERS_PATHS) {
    const etag = known?.path === path && known.etag !== '' ? { etag: known.etag } : {};
    const answer = await readAt(octokit, repository, path, { maxBytes, ...etag });
    if (answer !== 'none') return answer;
  }
  return 'none';
}
