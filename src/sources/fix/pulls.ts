import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { commitFilesSchema, readAnswer } from '../github-answer.ts';
import { sha } from '../hook-repository.ts';
import { parsePatch, type LineRange, type Patch } from '../parse-patch.ts';

interface Where {
  readonly owner: string;
  readonly name: string;
}

const Pull = z.object({
  number: z.number().int().positive(),
  state: z.string(),
  merged_at: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  head: z.object({ ref: z.string(), sha, repo: z.object({ id: z.number() }).nullish() }),
  base: z.object({ ref: z.string() }),
});

/** A pull request as GitHub has it now. */
export interface Pull {
  readonly number: number;
  readonly open: boolean;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly head: string;
  /** Absent when that repository was deleted. */
  readonly headRepositoryId?: number;
  readonly base: string;
}

function toPull(data: unknown): Pull {
  const { number, state, merged_at, title, body, head, base } = readAnswer(Pull, data);
  return {
    number,
    open: state === 'open',
    merged: typeof merged_at === 'string',
    title,
    body: body ?? '',
    head: head.sha,
    ...(head.repo ? { headRepositoryId: head.repo.id } : {}),
    base: base.ref,
  };
}

/** Reads a pull request by its number. */
export async function readPull(octokit: Octokit, { owner, name }: Where, number: number): Promise<Pull> {
  const query = { owner, repo: name, pull_number: number };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', query);
  return toPull(data);
}

/** The open pull request of a branch of the repository itself; GitHub allows one for each base. */
export async function findPull(
  octokit: Octokit,
  { owner, name }: Where,
  branch: string,
): Promise<Pull | undefined> {
  const query = { owner, repo: name, head: `${owner}:${branch}`, state: 'open' as const, per_page: 10 };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', query);
  return z.array(z.unknown()).parse(data).map(toPull).at(0);
}

const PAGE = 100;
/** The lines of more files than this are not commented on; the check run marks them all. */
const MAX_PAGES = 3;

/** The lines of a file that a pull request shows, in hunks, and those of them that it adds. */
export type ShownLines = Pick<Patch, 'hunks' | 'added'>;

/**
 * Whether a comment can be made on lines, and is about what the pull request adds. GitHub takes one on any lines of one hunk:
 * its side `RIGHT` is that of added lines and of unchanged ones that are shown around them.
 *
 * @see https://docs.github.com/rest/pulls/comments#create-a-review-comment-for-a-pull-request
 */
export function takesComment({ hunks, added }: ShownLines, { start, end }: LineRange): boolean {
  const isShown = hunks.some((hunk) => hunk.start <= start && end <= hunk.end);
  return isShown && [...added].some((line) => start <= line && line <= end);
}

/** What a pull request shows, by file. */
export async function readShownLines(
  octokit: Octokit,
  { owner, name }: Where,
  number: number,
): Promise<ReadonlyMap<string, ShownLines>> {
  const shown = new Map<string, ShownLines>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = { owner, repo: name, pull_number: number, per_page: PAGE, page };
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', query);
    const files = readAnswer(commitFilesSchema, data);
    for (const { filename, patch } of files) if (patch !== undefined) shown.set(filename, parsePatch(patch));
    if (files.length < PAGE) break;
  }
  return shown;
}

const Comments = z.array(z.object({ body: z.string().nullish() }));

/** The newest comments on lines of a pull request. */
export async function readLineComments(
  octokit: Octokit,
  { owner, name }: Where,
  number: number,
): Promise<readonly string[]> {
  const query = { owner, repo: name, pull_number: number, per_page: PAGE, direction: 'desc' as const };
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
    ...query,
    sort: 'created' as const,
  });
  return readAnswer(Comments, data).map(({ body }) => body ?? '');
}
