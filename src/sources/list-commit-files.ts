import type { Octokit, RepositoryRef } from '../github/types.ts';
import { compareTrees } from './compare-trees.ts';
import {
  commitSchema,
  gitCommitSchema,
  isGone,
  readAnswer,
  statusOf,
  type CommitFile,
} from './github-answer.ts';
import type { ReadingNotes } from './reading-notes.ts';

/** GitHub lists no more files of one commit than this. */
const FILES_LISTED_MAX = 3000;

/** A commit with the files it changed against its first parent. */
export interface CommitFiles {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Login of who wrote it, or `NO_ACCOUNT`; absent where GitHub did not say. */
  readonly author?: string;
  readonly files: readonly CommitFile[];
}

interface PageQuery {
  readonly page?: number;
  readonly per_page?: number;
}

/** The next page of a `Link` header, as numbers: an address that an answer names is never followed. */
function nextPage(link: string | undefined): PageQuery | undefined {
  const next = /<([^<>]{1,2048})>\s*;\s*rel="next"/.exec(link ?? '')?.[1];
  if (next === undefined || !URL.canParse(next)) return undefined;
  const query = new URL(next).searchParams;
  const page = Number(query.get('page'));
  const perPage = Number(query.get('per_page'));
  if (!Number.isInteger(page) || page < 2) return undefined;
  return { page, ...(Number.isInteger(perPage) && perPage > 0 ? { per_page: perPage } : {}) };
}

async function readPage(octokit: Octokit, repository: RepositoryRef, commit: string, query: PageQuery) {
  const { owner, name: repo } = repository;
  const parameters = { owner, repo, ref: commit, ...query };
  const { data, headers } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', parameters);
  const { parents, author, files } = readAnswer(commitSchema, data);
  return { parents, author, files, next: files.length === 0 ? undefined : nextPage(headers.link) };
}

async function readPages(octokit: Octokit, repository: RepositoryRef, commit: string): Promise<CommitFiles> {
  // The first page asks for no size: then it holds up to 300 files, and nearly every commit costs one request.
  const first = await readPage(octokit, repository, commit, {});
  const files = [...first.files];
  let { next } = first;
  while (next && files.length < FILES_LISTED_MAX) {
    const page = await readPage(octokit, repository, commit, next);
    files.push(...page.files);
    next = page.next;
  }
  const { author } = first;
  const parents = first.parents.map(({ sha }) => sha);
  return { commit, parents, ...(author === undefined ? {} : { author }), files };
}

/** Adds the files that GitHub's list leaves out. */
async function complete(
  octokit: Octokit,
  repository: RepositoryRef,
  listed: CommitFiles,
  notes: ReadingNotes,
): Promise<CommitFiles> {
  const { commit, parents } = listed;
  const trees = await compareTrees(octokit, repository, commit, parents[0]);
  if (trees.cut) notes.add('tree-cut', commit);
  const seen = new Set(listed.files.map(({ filename }) => filename));
  const rest = trees.files.filter(({ filename }) => !seen.has(filename));
  return { ...listed, files: [...listed.files, ...rest] };
}

/** 422 means either "no such commit" or "the diff takes too long": the commit object tells which. */
async function withoutDiff(
  octokit: Octokit,
  repository: RepositoryRef,
  commit: string,
  notes: ReadingNotes,
): Promise<CommitFiles> {
  const query = { owner: repository.owner, repo: repository.name, commit_sha: commit };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', query);
  const parents = readAnswer(gitCommitSchema, data).parents.map(({ sha }) => sha);
  return complete(octokit, repository, { commit, parents, files: [] }, notes);
}

/**
 * The files of a commit: all pages of GitHub's list, and beyond its 3,000 what the trees say.
 *
 * @returns undefined, with a note, for a commit that GitHub no longer shows. Throws what octokit throws for failures
 *   that may pass.
 */
export async function listCommitFiles(
  octokit: Octokit,
  repository: RepositoryRef,
  commit: string,
  notes: ReadingNotes,
): Promise<CommitFiles | undefined> {
  try {
    const listed = await readPages(octokit, repository, commit);
    if (listed.files.length < FILES_LISTED_MAX) return listed;
    return await complete(octokit, repository, listed, notes);
  } catch (error) {
    if (!isGone(error)) throw error;
    if (statusOf(error) !== 422) return noteGone(commit, notes);
  }
  try {
    return await withoutDiff(octokit, repository, commit, notes);
  } catch (error) {
    if (!isGone(error)) throw error;
    return noteGone(commit, notes);
  }
}

function noteGone(commit: string, notes: ReadingNotes): undefined {
  notes.add('commit-gone', commit);
}
