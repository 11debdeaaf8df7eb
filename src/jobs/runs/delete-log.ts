import { sql } from 'kysely';
import { isGitHubError } from '../../github/retry-after.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { RUN_LOG_WORDS } from '../../respond/words/run-logs.ts';
import type { DeleteLogTask } from '../../sources/run-task.ts';
import type { Trx } from '../../store/transaction.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { logIncident } from '../report/log-incident.ts';
import { policyFor } from '../judge/policies.ts';
import { sendReports } from '../report/send-reports.ts';

/** Deletes the log; 404 says that it is gone already, perhaps by an earlier try. */
async function deleteLog(context: JobContext, task: DeleteLogTask): Promise<'deleted' | 'forbidden'> {
  const octokit = await context.github.forInstallation(task.installationId);
  const { owner, name: repo } = task.repository;
  try {
    await octokit.request('DELETE /repos/{owner}/{repo}/actions/runs/{run_id}/logs', {
      owner,
      repo,
      run_id: task.run,
    });
    return 'deleted';
  } catch (error) {
    if (isForbidden(error)) return 'forbidden';
    if (isGitHubError(error) && error.status === 404) return 'deleted';
    throw error;
  }
}

/** Marks the places in the log as gone; returns the incidents whose places were not marked before. */
async function markDeleted(trx: Trx, { repository, run }: DeleteLogTask): Promise<readonly string[]> {
  const marked = await trx
    .updateTable('exposures')
    .set({ place: sql<string>`place || '{"deleted": true}'::jsonb` })
    .where('repository_id', '=', repository.id)
    .where('kind', '=', 'log')
    .where(sql<boolean>`(place ->> 'run')::bigint = ${run} and place -> 'deleted' is null`)
    .returning('credential_id')
    .execute();
  if (marked.length === 0) return [];
  const incidents = await trx
    .selectFrom('incidents')
    .select('id')
    .where('credential_id', 'in', [...new Set(marked.map(({ credential_id }) => credential_id))])
    .execute();
  return incidents.map(({ id }) => id);
}

/** Says on the check run that the log is still there. */
async function tellForbidden(context: JobContext, task: DeleteLogTask): Promise<void> {
  const { installationId, repository, head: headSha, run } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const note = RUN_LOG_WORDS.notDeleted(run);
  const check = { installationId, headSha, mode: policy.mode, notes: [note] };
  await actOnFindings(context, { installationId, repository, seen: [], check });
}

/**
 * Deletes the log of a run that showed a credential. Whether the credential is dead or not, nobody needs to read it
 * there. The job is made in the transaction that asks for the revocation, and says in the incident that it is done.
 */
export async function deleteRunLog(context: JobContext, task: DeleteLogTask): Promise<void> {
  const { db, queue, log } = context;
  if ((await deleteLog(context, task)) === 'forbidden') return tellForbidden(context, task);
  const incidents = await db.transaction().execute(async (trx) => {
    const ids = await markDeleted(trx, task);
    for (const id of ids) {
      await appendAudit(trx, id, 'rekey', [{ event: 'log_deleted' }]);
      await sendReports(trx, queue, id);
    }
    return ids;
  });
  queue.wake();
  for (const id of incidents) logIncident(log, id, [{ event: 'log_deleted' }]);
}
