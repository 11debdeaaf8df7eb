import { forgetDismissals } from '../../inventory/dismissals.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { EXPLANATIONS } from '../../respond/words/explanations.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { sendReports } from '../report/send-reports.ts';
import { actAgain } from './act-again.ts';
import { nameOf, whoOf, whyOf, type Case } from './case.ts';
import { jobsToLookAgain } from './look-again.ts';

/** A person lets the broker act. */
export async function approve(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  await actAgain(trx, queue, decided, whoOf(decided), { event: 'approved' });
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
