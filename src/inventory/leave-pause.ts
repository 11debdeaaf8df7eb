import { INSIDERS } from '../github/crowd.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import type { Observation } from './observation.ts';
import type { RecordedCredential } from './record-credentials.ts';

/**
 * What waits only because of how much an outsider brought is asked about anew when somebody else brings it as well: nobody
 * keeps what others leak alive by having brought it first. Where policy wants a person's word at the new place, it waits on.
 *
 * @param places where it was seen now
 */
export async function leavePause(
  trx: Trx,
  credential: RecordedCredential,
  places: readonly Observation[],
): Promise<RecordedCredential> {
  const { incidentId, state } = credential;
  if (state !== 'approval_needed' || places.some(({ firstState }) => firstState !== 'found'))
    return credential;
  const held = await trx
    .selectFrom('admissions')
    .select('crowd')
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is not', null)
    .where('crowd', '<>', INSIDERS)
    .executeTakeFirst();
  if (!held || places.every(({ crowd = INSIDERS }) => crowd === held.crowd)) return credential;
  await trx
    .updateTable('incidents')
    .set({ state: 'found', explanation: null, updated_at: new Date() })
    .where('id', '=', incidentId)
    .execute();
  await appendAudit(trx, incidentId, 'rekey', [{ event: 'pause_left' }]);
  return { ...credential, state: 'found', toRevoke: true };
}
