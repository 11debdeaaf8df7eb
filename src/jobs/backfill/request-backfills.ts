import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import type { Octokit } from '../../github/types.ts';
import { readAnswer, statusOf } from '../../sources/github-answer.ts';
import type { JobContext } from '../context.ts';
import { askForBackfills, type RepositoryToRead } from './ask-for-backfills.ts';

/** One repository of an account, or all. */
export interface BackfillRequest {
  readonly owner: string;
  /** Absent: all that the installation can read. */
  readonly name?: string;
}

const Id = z.object({ id: z.number().int() });
const Repository = z.object({
  id: z.number().int(),
  name: z.string().min(1).max(200),
  owner: z.object({ login: z.string().min(1).max(200) }),
});
const Page = z.object({ repositories: z.array(Repository) });
const PER_PAGE = 100;
/** Fifty thousand repositories. */
const MAX_PAGES = 500;

const NOT_INSTALLED = 'The App is not installed there, or there is no such account or repository.';

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

async function installationOf(context: JobContext, { owner, name }: BackfillRequest): Promise<number> {
  const app = await context.github.forApp();
  const answer = await orUndefined(
    name === undefined
      ? app.request('GET /users/{username}/installation', { username: owner })
      : app.request('GET /repos/{owner}/{repo}/installation', { owner, repo: name }),
  );
  if (!answer) throw new RekeyError('NOT_INSTALLED', NOT_INSTALLED);
  return readAnswer(Id, answer.data).id;
}

const toRead = ({ id, owner, name }: z.infer<typeof Repository>): RepositoryToRead => ({
  id,
  owner: owner.login,
  name,
});

/** All repositories that an installation can read, oldest first. */
async function* listRepositories(octokit: Octokit): AsyncGenerator<RepositoryToRead> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await octokit.request('GET /installation/repositories', { per_page: PER_PAGE, page });
    const { repositories } = readAnswer(Page, data);
    yield* repositories.map(toRead);
    if (repositories.length < PER_PAGE) return;
  }
}

/**
 * Asks for what a person named on the command line. Throws NOT_INSTALLED, and what octokit throws.
 *
 * @returns the ids of the repositories
 */
export async function requestBackfills(
  context: JobContext,
  request: BackfillRequest,
): Promise<readonly number[]> {
  const { db, queue, github } = context;
  const { owner, name } = request;
  const installationId = await installationOf(context, request);
  const octokit = await github.forInstallation(installationId);
  const repositories: RepositoryToRead[] = [];
  if (name === undefined) for await (const one of listRepositories(octokit)) repositories.push(one);
  else {
    const answer = await orUndefined(octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name }));
    if (!answer) throw new RekeyError('NOT_INSTALLED', NOT_INSTALLED);
    repositories.push(toRead(readAnswer(Repository, answer.data)));
  }
  await db.transaction().execute((trx) => askForBackfills(trx, queue, installationId, repositories));
  queue.wake();
  return repositories.map(({ id }) => id);
}
