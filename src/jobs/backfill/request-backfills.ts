import { RekeyError } from '../../base/errors.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { OPERATOR } from '../../inventory/waiting.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { readVariablesJob, sweepVariablesJob } from '../variables/sweep-variables.ts';
import { askForBackfills } from './ask-for-backfills.ts';
import type { AskBackfillsTask } from './backfill-task.ts';
import { findInstallation, findRepository, listRepositories } from './find-repositories.ts';

/** One repository of an account, or all. */
export interface BackfillRequest {
  readonly owner: string;
  /** Absent: all that the installation can read. */
  readonly name?: string;
}

const NOT_INSTALLED = 'The App is not installed there, or there is no such account or repository.';

async function findRepositories(
  context: JobContext,
  installationId: number,
  { owner, name }: BackfillRequest,
): Promise<readonly RepositoryRef[]> {
  const octokit = await context.github.forInstallation(installationId);
  if (name === undefined) return listRepositories(octokit);
  const found = await findRepository(octokit, owner, name);
  return found ? [found] : [];
}

/** What else holds old credentials; after an installation it is read without being asked for. */
function besideFiles(
  installationId: number,
  repositories: readonly RepositoryRef[],
  all: boolean,
): readonly NewJob[] {
  const variables = all
    ? [sweepVariablesJob(installationId)]
    : repositories.map((repository) => readVariablesJob(installationId, repository, true));
  const alerts = repositories.map((repository): NewJob => ({
    queue: 'bulk',
    lane: String(installationId),
    data: { kind: 'list-alerts', installationId, repository },
  }));
  return [...variables, ...alerts];
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
  const installationId = await findInstallation(await github.forApp(), owner, name);
  if (installationId === undefined) throw new RekeyError('NOT_INSTALLED', NOT_INSTALLED);
  const repositories = await findRepositories(context, installationId, request);
  if (name !== undefined && repositories.length === 0) throw new RekeyError('NOT_INSTALLED', NOT_INSTALLED);
  await db.transaction().execute(async (trx) => {
    await askForBackfills(trx, queue, installationId, repositories);
    const asked = repositories.map(({ id }) => ({ installationId, kind: 'repository' as const, id }));
    await recordAudit(trx, asked, OPERATOR, { event: 'history_asked' });
    await queue.send(trx, besideFiles(installationId, repositories, name === undefined));
  });
  queue.wake();
  return repositories.map(({ id }) => id);
}

/** Asks for histories after an installation, or when it got a repository. */
export async function askBackfills(context: JobContext, task: AskBackfillsTask): Promise<void> {
  const { db, queue, github } = context;
  const { installationId, repository } = task;
  const repositories = repository
    ? [repository]
    : await listRepositories(await github.forInstallation(installationId));
  await db.transaction().execute((trx) => askForBackfills(trx, queue, installationId, repositories));
  queue.wake();
}
