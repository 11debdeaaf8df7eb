import type { Outcome } from '../../broker/broker.ts';
import { wasSeenLive } from '../../inventory/was-seen-live.ts';
import type { Trx } from '../../store/transaction.ts';
import { countUnseen } from './unseen.ts';

/** Outcomes by which a live credential was ended, or may have been. */
const ENDED_LIVE: ReadonlySet<Outcome['state']> = new Set([
  'revoked_verified',
  'disabled_verified',
  'accepted_unverified',
]);

/** Outcomes that say what became of it: it had died before, or nothing was sent. */
const ENDED_NOTHING: ReadonlySet<Outcome['state']> = new Set([
  'already_inactive',
  'expired',
  'approval_needed',
  'denied_by_policy',
]);

/** Whether a revocation of it was accepted, in whichever try. */
async function wasAccepted(trx: Trx, incidentId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('audit')
    .select('id')
    .where('incident_id', '=', incidentId)
    .where('event', '=', 'revocation_accepted')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes back what was let through and ended nothing: dead credentials harm nobody and do not count. What nobody saw alive,
 * nor proved dead, and whose revocation was accepted, may have been ended: that counts apart. To be called once the evidence
 * is written.
 */
export async function forgetHarmless(
  trx: Trx,
  incidentId: string,
  { state }: Pick<Outcome, 'state'>,
): Promise<void> {
  if (ENDED_LIVE.has(state)) return;
  const accepted = !ENDED_NOTHING.has(state) && (await wasAccepted(trx, incidentId));
  const seen = (accepted || state === 'failed') && (await wasSeenLive(trx, incidentId));
  if (seen) return;
  if (accepted && (await countUnseen(trx, incidentId))) return;
  await trx
    .deleteFrom('admissions')
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is', null)
    .execute();
}
