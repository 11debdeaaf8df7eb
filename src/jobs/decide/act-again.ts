import { appendAudit, type AuditActor, type AuditEntry } from '../../inventory/audit.ts';
import type { Trx } from '../../store/transaction.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import { GRACE_SECONDS } from '../report/report-rules.ts';
import type { Case } from './case.ts';

/** Puts it before the broker again, which acts from `found` on; why stands in the audit trail. */
export async function actAgain(
  trx: Trx,
  queue: Queue,
  { incidentId, repositoryId, installationId }: Pick<Case, 'incidentId' | 'repositoryId' | 'installationId'>,
  actor: AuditActor,
  entry: AuditEntry,
): Promise<void> {
  await trx
    .updateTable('incidents')
    .set({ state: 'found', explanation: null, updated_at: new Date() })
    .where('id', '=', incidentId)
    .execute();
  await appendAudit(trx, incidentId, actor, [entry]);
  const jobs: readonly NewJob[] = [
    { queue: 'revoke', lane: incidentId, data: { incidentId, repositoryId } },
    {
      queue: 'github',
      lane: String(installationId),
      data: { kind: 'report-issue', installationId, incidentId, atLatest: true },
      afterSeconds: GRACE_SECONDS,
    },
  ];
  await queue.send(trx, jobs);
}
