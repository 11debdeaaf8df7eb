import { z } from 'zod';
import { redactKnownFormats } from '../../detect/index.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer, statusOf } from '../github-answer.ts';

/** A file of the default branch. */
export interface TreeFile {
  readonly path: string;
  /** Git's id of its content. */
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
}

/** `unchanged`: as it was when the ETag was given. `empty`: nothing was ever pushed. `gone`: no such repository for us. */
export type TreeAnswer =
  | {
      readonly kind: 'read';
      readonly sha: string;
      readonly files: readonly TreeFile[];
      /** There are more than GitHub shows: 100,000 entries or 7 MB. */
      readonly truncated: boolean;
      readonly etag: string;
    }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'gone' };

const treeSchema = z.object({
  sha: z.string().max(100),
  truncated: z.boolean().default(false),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.string().optional(),
      type: z.string().optional(),
      sha: z.string().max(100).nullish(),
      size: z.number().nonnegative().default(0),
    }),
  ),
});

/** Files proper: a link to another file and the commit of a submodule have no content of their own. */
const REGULAR = new Set(['100644', '100755']);

const NOT_MODIFIED = 304;
/** "Git Repository is empty." */
const CONFLICT = 409;

/**
 * Lists the files of the default branch, whatever it is called by now, by one request; by none that counts while nothing
 * was pushed to it. https://docs.github.com/rest/git/trees
 *
 * @param wanted of which the caller wants to know, by their paths
 */
export async function readTree(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  wanted: (path: string) => boolean,
  etag?: string,
): Promise<TreeAnswer> {
  try {
    const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      owner,
      repo,
      tree_sha: 'HEAD',
      recursive: '1',
      ...(etag ? { headers: { 'if-none-match': etag } } : {}),
    });
    const { sha, truncated, tree } = readAnswer(treeSchema, data);
    const files = tree.flatMap((entry): readonly TreeFile[] =>
      entry.type === 'blob' && entry.sha && REGULAR.has(entry.mode ?? '100644') && wanted(entry.path)
        ? [{ path: entry.path, sha: entry.sha, size: entry.size }]
        : [],
    );
    return { kind: 'read', sha: redactKnownFormats(sha), files, truncated, etag: headers.etag ?? '' };
  } catch (error) {
    if (statusOf(error) === NOT_MODIFIED) return { kind: 'unchanged' };
    if (statusOf(error) === CONFLICT) return { kind: 'empty' };
    if (isGone(error)) return { kind: 'gone' };
    throw error;
  }
}
