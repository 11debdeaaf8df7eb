import { utcDay } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import { repositoryLists, sharedLists, type VariableList } from '../../sources/variables/variable-lists.ts';
import type { ReadVariablesTask } from '../../sources/variables/variables-task.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { madeAt } from '../queue/made-at.ts';
import { policyFor } from '../judge/policies.ts';
import { policyRules } from '../judge/policy-rules.ts';
import { readEnvironments } from './read-environment-variables.ts';
import { readVariableList, type VariableReading } from './read-variable-list.ts';
import { recordVariables } from './record-variables.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { showVariables } from './show-variables.ts';

/** A run and its jobs tell of themselves many times; whatever was read since then is what they use. */
async function isRead({ db }: JobContext, repositoryId: number, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('variable_readings')
    .select('began_at')
    .where('repository_id', '=', repositoryId)
    .where('began_at', '>=', since)
    .executeTakeFirst();
  return row !== undefined;
}

async function keepReading({ db }: JobContext, repositoryId: number, began: Date): Promise<void> {
  await db
    .insertInto('variable_readings')
    .values({ repository_id: repositoryId, began_at: began })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet({ began_at: began }))
    .execute();
}

/** A sweep of a thousand repositories must not read as many policies: one of the last day will do. */
const SWEEP_POLICY_AGE_MS = 86_400_000;

async function policyOf(
  context: JobContext,
  { installationId, repository, head }: ReadVariablesTask,
): Promise<Policy> {
  const kept =
    head === undefined
      ? await context.db
          .selectFrom('policies')
          .select('policy')
          .where('repository_id', '=', repository.id)
          .where('read_at', '>', new Date(Date.now() - SWEEP_POLICY_AGE_MS))
          .executeTakeFirst()
      : undefined;
  return kept?.policy ?? (await policyFor(context, installationId, repository, { reread: false })).policy;
}

/** Reads all lists of a repository; false when the repository is gone. */
async function readAll(context: JobContext, task: ReadVariablesTask, policy: Policy): Promise<boolean> {
  const { installationId, repository } = task;
  const today = utcDay(new Date());
  const by = { policy, today, rules: policyRules(policy, today) };
  const owner = { installationId, repositoryId: repository.id };
  const octokit = await context.github.forInstallation(installationId);
  const reader = { context, octokit, owner, by };
  const lists: readonly VariableList[] = [
    ...repositoryLists(repository),
    ...(task.shared ? sharedLists(repository) : []),
  ];
  const readings: VariableReading[] = [];
  const answers = await Promise.all(lists.map((list) => readVariableList(reader, list)));
  // Every repository has a list of its own.
  if (answers[0] === 'gone') return false;
  for (const answer of answers) if (typeof answer === 'object') readings.push(answer);
  const environments = await readEnvironments(reader, repository);
  await recordVariables(reader, { ...task, readings: [...readings, ...environments.readings] }, environments);
  return true;
}

/**
 * Reads the variables that a repository's workflows and agents see: its own, those that its organisation shares with it,
 * and those of its environments. A job that was made before the last reading began has nothing to read. The head commit of
 * a run then shows what its variables hold.
 */
export async function readVariables(
  context: JobContext,
  task: ReadVariablesTask,
  attempt: Try,
): Promise<void> {
  const { installationId, repository } = task;
  if (task.head === undefined) {
    // What nobody waits for leaves GitHub's quota to what cannot wait.
    const low = context.github.quota.lowFor(installationId);
    if (low > 0) throw new RetryLater(low, { pausesLane: false, counts: false });
  }
  const policy = await policyOf(context, task);
  const began = new Date();
  if (!(await isRead(context, repository.id, madeAt(attempt.id)))) {
    if (!(await readAll(context, task, policy))) {
      context.log.warn({ repository: repository.id }, 'a repository whose variables were to be read is gone');
      return;
    }
    if (task.shared) await keepReading(context, repository.id, began);
  }
  if (task.head !== undefined) await showVariables(context, task, task.head, policy);
}
