import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import { BESIDE_CHANGED, readSights, wasSeenLive } from './was-seen-live.ts';

async function lockTie(trx: Trx, incidentId: string): Promise<string | null | undefined> {
  const row = await trx
    .selectFrom('incidents')
    .select('sights_of')
    .where('id', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
  return row?.sights_of;
}

async function setTie(trx: Trx, incidentId: string, facts: string): Promise<void> {
  await trx.updateTable('incidents').set({ sights_of: facts }).where('id', '=', incidentId).execute();
}

/**
 * Says with which facts a credential is about to be asked about, and tells the sights that were made with the same. Those of
 * others count no longer, also one that was written down after they had changed, by a try that had begun before.
 *
 * @param facts a digest of them
 */
export async function tieSights(
  trx: Trx,
  incidentId: string,
  facts: string,
): Promise<Awaited<ReturnType<typeof readSights>>> {
  const tie = await lockTie(trx, incidentId);
  if (tie === undefined) return [];
  if (tie !== facts) {
    if (tie !== null && (await wasSeenLive(trx, incidentId)))
      await appendAudit(trx, incidentId, 'rekey', [{ event: BESIDE_CHANGED }]);
    await setTie(trx, incidentId, facts);
  }
  return await readSights(trx, incidentId);
}

/** Whether a sight that was made with these facts may be written down: not beside those that were made with others. */
export async function mayAddSight(trx: Trx, incidentId: string, facts: string): Promise<boolean> {
  const tie = await lockTie(trx, incidentId);
  if (tie === null) await setTie(trx, incidentId, facts);
  return tie === null || tie === facts;
}
