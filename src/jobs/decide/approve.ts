import { appendAudit } from '../../inventory/audit.ts';
import { forgetDismissals } from '../../inventory/dismissals.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { EXPLANATIONS } from '../../respond/words/explanations.ts';
import type { Trx } from '../../store/transaction.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import { GRACE_SECONDS } from '../report/report-rules.ts';
import { sendReports } from '../report/send-reports.ts';
import { nameOf, whoOf, whyOf, type Case } from './case.ts';
import { jobsToLookAgain } from './look-again.ts';

/** The broker acts from `found` on; that a person let it, stands in the audit trail. */
export async function approve(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, repositoryId, installationId } = decided;
  await trx
    .updateTable('incidents')
    .set({ state: 'found', explanation: null, updated_at: new Date() })
    .where('id', '=', incidentId)
    .execute();
  await appendAudit(trx, incidentId, whoOf(decided), [{ event: 'approved' }]);
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
  return 'done';
}

/** Its value was deleted when it was dismissed; where it still stands it is read again, and then revoked. */
async function reopen(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId } = decided;
  await settleIncident(trx, incidentId, {
    state: 'manual_required',
    actor: whoOf(decided),
    evidence: [{ event: 'approved' }, { event: 'reopened' }],
    explanation: EXPLANATIONS.reopened(nameOf(decided)),
  });
  await queue.send(trx, await jobsToLookAgain(trx, incidentId));
  await sendReports(trx, queue, incidentId);
  return 'reopened';
}

/** Ends it now, whatever was decided before. */
export async function revoke(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  await forgetDismissals(trx, decided.incidentId);
  return decided.incident.sealed ? approve(trx, queue, decided) : reopen(trx, queue, decided);
}

/** Leaves it alive. */
export async function decline(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, reason } = decided;
  await settleIncident(trx, incidentId, {
    state: 'denied_by_policy',
    actor: whoOf(decided),
    evidence: [{ event: 'declined', ...whyOf(decided) }],
    explanation: EXPLANATIONS.declined(nameOf(decided), reason),
  });
  await sendReports(trx, queue, incidentId);
  return 'done';
}
