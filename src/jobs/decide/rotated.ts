import { appendAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { whoOf, type Case } from './case.ts';

/** A person's word that it was rotated is no proof: it has the broker look, and nothing else. */
export async function rotated(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, repositoryId, actor, source, decides = false } = decided;
  await appendAudit(trx, incidentId, whoOf(decided), [{ event: 'rotated_said' }]);
  const word = { actor, decides, ...(source === undefined ? {} : { source }) };
  const data = { incidentId, repositoryId, only: 'verify', word };
  await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data }]);
  return 'looking';
}
