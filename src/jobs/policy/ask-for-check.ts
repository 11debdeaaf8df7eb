import type { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import type { JobContext } from '../queue/context.ts';

/** Asks for the check run of the policy file of a commit, behind whatever the installation does now. */
export async function askForPolicyCheck(
  { db, queue }: JobContext,
  task: Omit<PolicyCheckTask, 'kind' | 'again'>,
): Promise<void> {
  const data = { kind: 'check-policy', ...task };
  await db
    .transaction()
    .execute((trx) => queue.send(trx, [{ queue: 'github', lane: String(task.installationId), data }]));
  queue.wake();
}
