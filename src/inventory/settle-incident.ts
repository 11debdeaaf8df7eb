import type { Trx } from '../store/transaction.ts';
import { appendAudit, type AuditActor, type AuditEntry } from './audit.ts';
import { isEnded, type IncidentState } from './state.ts';

/** A step in an incident's life. */
export interface Settlement {
  readonly state: IncidentState;
  /** Who did it: `rekey`, `broker`, or a login. */
  readonly actor: AuditActor;
  /** What was observed on the way, in order; the state itself is added last. */
  readonly evidence?: readonly AuditEntry[];
  readonly explanation?: string;
  readonly rotateUrl?: string;
  /** It ends for a time only: the value stays sealed, so that it can still be revoked. */
  readonly keepsValue?: true;
}

/**
 * Moves an incident to a state, with its audit rows. The sealed value is deleted in the same statement that ends the
 * incident, so no moment exists at which an ended incident still holds it.
 */
export async function settleIncident(trx: Trx, incidentId: string, settlement: Settlement): Promise<void> {
  await trx
    .updateTable('incidents')
    .set({
      state: settlement.state,
      explanation: settlement.explanation ?? null,
      rotate_url: settlement.rotateUrl ?? null,
      updated_at: new Date(),
      ...(isEnded(settlement.state) && !settlement.keepsValue ? { sealed: null } : {}),
    })
    .where('id', '=', incidentId)
    .execute();
  await appendAudit(trx, incidentId, settlement.actor, [
    ...(settlement.evidence ?? []),
    { event: settlement.state },
  ]);
}
