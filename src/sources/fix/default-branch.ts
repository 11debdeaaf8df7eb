import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../github-answer.ts';
import { sha } from '../hook-repository.ts';

interface Where {
  readonly owner: string;
  readonly name: string;
}

const Repository = z.object({
  default_branch: z.string().min(1).max(1024),
  archived: z.boolean().default(false),
  private: z.boolean(),
  html_url: z.string().max(2000),
});

/** A repository as GitHub has it now. */
export interface RepositoryNow {
  readonly defaultBranch: string;
  readonly archived: boolean;
  readonly private: boolean;
  /** Where people see it. */
  readonly htmlUrl: string;
}

/** Reads what may have changed since a webhook told of it: the branch may be renamed, the repository public by now. */
export async function readRepository(octokit: Octokit, { owner, name }: Where): Promise<RepositoryNow> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name });
  const { default_branch, html_url, ...rest } = readAnswer(Repository, data);
  return { ...rest, defaultBranch: default_branch, htmlUrl: html_url };
}

const Ref = z.object({ object: z.object({ sha }) });

/** The commit of a branch; undefined where there is no such branch. */
export async function readBranchHead(
  octokit: Octokit,
  { owner, name }: Where,
  branch: string,
): Promise<string | undefined> {
  try {
    const query = { owner, repo: name, ref: `heads/${branch}` };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', query);
    return readAnswer(Ref, data).object.sha;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const Commit = z.object({ tree: z.object({ sha }) });
const Tree = z.object({
  tree: z.array(
    z.object({
      path: z.string().optional(),
      mode: z.string().optional(),
      type: z.string().optional(),
      sha: z.string().nullish(),
    }),
  ),
  truncated: z.boolean().default(false),
});

/** A file in a tree. */
export interface TreeFile {
  readonly path: string;
  /** `100644`, `100755`, or of a link `120000`. */
  readonly mode: string;
  readonly sha: string;
}

/** All files of a commit. */
export interface CommitTree {
  readonly commit: string;
  readonly tree: string;
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Paths of folders and submodules: a file that is written in the place of one takes all that is below with it. */
  readonly others: ReadonlySet<string>;
}

/**
 * Lists the files of a commit.
 *
 * @returns undefined where GitHub does not show all of them: more than 100,000, or 7 MB of names
 */
export async function readCommitTree(
  octokit: Octokit,
  { owner, name: repo }: Where,
  commit: string,
): Promise<CommitTree | undefined> {
  const answer = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    owner,
    repo,
    commit_sha: commit,
  });
  const tree = readAnswer(Commit, answer.data).tree.sha;
  const query = { owner, repo, tree_sha: tree, recursive: '1' };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', query);
  const { tree: entries, truncated } = readAnswer(Tree, data);
  if (truncated) return undefined;
  const files = new Map<string, TreeFile>();
  const others = new Set<string>();
  for (const { path, mode, type, sha: id } of entries) {
    if (!path) continue;
    if (type === 'blob' && mode && id) files.set(path, { path, mode, sha: id });
    else others.add(path);
    // A folder may also be known only by what is in it.
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) others.add(path.slice(0, at));
  }
  return { commit, tree, files, others };
}
