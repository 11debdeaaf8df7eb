import type { Octokit, RepositoryRef } from '../github/types.ts';
import { readAnswer, treeSchema, type CommitFile } from './github-answer.ts';

/** What changed from one commit to another, told from their trees: complete, but without line differences. */
export interface TreeComparison {
  readonly files: readonly CommitFile[];
  /** A tree has more entries than GitHub shows (100,000 or 7 MB). */
  readonly cut: boolean;
}

interface Tree {
  readonly blobs: ReadonlyMap<string, string>;
  readonly cut: boolean;
}

async function readTree(octokit: Octokit, repository: RepositoryRef, commit: string): Promise<Tree> {
  const { owner, name: repo } = repository;
  const query = { owner, repo, tree_sha: commit, recursive: '1' };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', query);
  const { tree, truncated } = readAnswer(treeSchema, data);
  const blobs = new Map<string, string>();
  for (const { path, type, sha } of tree) if (type === 'blob' && path && sha) blobs.set(path, sha);
  return { blobs, cut: truncated };
}

/**
 * The added, changed and renamed files of a commit whose own list of files GitHub cuts (more than 3,000) or cannot
 * make. Only renames without a change are recognised, which is all that needs no reading.
 *
 * @param parent first parent; undefined for a root commit
 */
export async function compareTrees(
  octokit: Octokit,
  repository: RepositoryRef,
  commit: string,
  parent: string | undefined,
): Promise<TreeComparison> {
  const after = await readTree(octokit, repository, commit);
  const before = parent ? await readTree(octokit, repository, parent) : { blobs: new Map(), cut: false };
  const pathOf = new Map([...before.blobs].map(([path, sha]) => [sha, path]));
  const files: CommitFile[] = [];
  for (const [filename, sha] of after.blobs) {
    if (before.blobs.get(filename) === sha) continue;
    const previous = pathOf.get(sha);
    if (before.blobs.has(filename)) files.push({ filename, sha, status: 'modified' });
    else if (previous === undefined) files.push({ filename, sha, status: 'added' });
    else files.push({ filename, sha, status: 'renamed', previous_filename: previous, changes: 0 });
  }
  return { files, cut: after.cut || before.cut };
}
