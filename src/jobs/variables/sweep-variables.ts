import { redactKnownFormats } from '../../detect/index.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { utcDay } from '../../policy/decide.ts';
import {
  installedRepositories,
  type InstalledRepository,
} from '../../sources/variables/installation-repositories.ts';
import { organisationLists } from '../../sources/variables/variable-lists.ts';
import type { ReadVariablesTask, SweepVariablesTask } from '../../sources/variables/variables-task.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { policyFor } from '../judge/policies.ts';
import { policyRules } from '../judge/policy-rules.ts';
import type { NewJob } from '../queue/queue.ts';
import { readVariableList, type VariableReading } from './read-variable-list.ts';
import { recordVariables } from './record-variables.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** The job that reads all variables of an installation, for after it was installed or got repositories. */
export function sweepVariablesJob(installationId: number): NewJob {
  const data: SweepVariablesTask = { kind: 'sweep-variables', installationId };
  return { queue: 'bulk', lane: String(installationId), data };
}

/**
 * The job that reads the variables of one repository when nobody waits for it.
 *
 * @param shared whether those that its organisation shares with it are to be read as well
 */
export function readVariablesJob(installationId: number, repository: RepositoryRef, shared: boolean): NewJob {
  const { id, owner, name, private: isPrivate, defaultBranch } = repository;
  const data: ReadVariablesTask = {
    kind: 'read-variables',
    installationId,
    // Named after a token, a branch would bring it into the database.
    repository: { id, owner, name, private: isPrivate, defaultBranch: redactKnownFormats(defaultBranch) },
    shared,
  };
  return { queue: 'bulk', lane: String(installationId), data };
}

/** In whose name a finding in an organisation's variable is told: rather where the public cannot read. */
function spokesman(repositories: readonly InstalledRepository[]): InstalledRepository | undefined {
  return repositories.toSorted((a, b) => discretion(b) - discretion(a) || a.id - b.id)[0];
}

function discretion({ private: isPrivate, name, archived }: InstalledRepository): number {
  return Number(isPrivate) * 4 + Number(!archived) * 2 + Number(name.toLowerCase() === '.github');
}

/** Reads an organisation's own lists; true when both could be read, so that no repository needs to ask again. */
async function readOrganisation(
  context: JobContext,
  installationId: number,
  repositories: readonly InstalledRepository[],
): Promise<boolean> {
  const repository = spokesman(repositories);
  if (!repository?.ownerIsOrganisation) return repository !== undefined;
  const octokit = await context.github.forInstallation(installationId);
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const today = utcDay(new Date());
  const by = { policy, today, rules: policyRules(policy, today) };
  const reader = { context, octokit, owner: { installationId, repositoryId: 0 }, by };
  const readings: VariableReading[] = [];
  let all = true;
  for (const list of organisationLists(repository.owner)) {
    const reading = await readVariableList(reader, list);
    if (reading === 'refused') all = false;
    if (typeof reading === 'object') readings.push(reading);
  }
  await recordVariables(reader, { installationId, repository, readings });
  return all;
}

/**
 * Reads an organisation's variables once and asks for those of each of its repositories. Where the App may not read the
 * organisation's, each repository is asked for those that it sees.
 */
export async function sweepVariables(
  context: JobContext,
  { installationId }: SweepVariablesTask,
  { signal }: Try,
): Promise<void> {
  const low = context.github.quota.lowFor(installationId);
  if (low > 0) throw new RetryLater(low, { pausesLane: false, counts: false });
  const octokit = await context.github.forInstallation(installationId);
  const repositories: InstalledRepository[] = [];
  for await (const page of installedRepositories(octokit)) {
    repositories.push(...page);
    if (signal.aborted) throw new RetryLater(0, { pausesLane: false, counts: false });
  }
  const isRead = await readOrganisation(context, installationId, repositories);
  const jobs = repositories
    .filter(({ archived }) => !archived)
    .map((repository) => readVariablesJob(installationId, repository, !isRead));
  await context.db.transaction().execute((trx) => context.queue.send(trx, jobs));
  context.queue.wake();
}

/** Asks for the variables of every installation that is at work, as far as it is known. */
export async function sweepAllVariables({ db, queue }: JobContext): Promise<void> {
  const installed = await db
    .selectFrom('installations')
    .select(['id', 'suspended_at', 'deleted_at'])
    .execute();
  const atRest = new Set(
    installed.filter((one) => one.suspended_at !== null || one.deleted_at !== null).map(({ id }) => id),
  );
  // Of an installation older than its row, what was judged of it tells.
  const seen = await db.selectFrom('policies').select('installation_id as id').distinct().execute();
  const ids = new Set([...installed, ...seen].map(({ id }) => id));
  const jobs = [...ids].filter((id) => !atRest.has(id)).map(sweepVariablesJob);
  await db.transaction().execute((trx) => queue.send(trx, jobs));
  queue.wake();
}
