import { appendAudit } from '../../inventory/audit.ts';
import { isEnded } from '../../inventory/state.ts';
import type { Trx } from '../../store/transaction.ts';
import { endRisksIn } from '../decide/end-risks.ts';
import type { JobContext } from '../queue/context.ts';
import { sendReports } from '../report/send-reports.ts';

/** The incidents of the credentials that stand in a repository and may still be used. */
async function openIncidentsOf(trx: Trx, repositoryId: number): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('incidents')
    .innerJoin('exposures', 'exposures.credential_id', 'incidents.credential_id')
    .select(['incidents.id', 'state'])
    .distinct()
    .where('exposures.repository_id', '=', repositoryId)
    .execute();
  return rows.filter(({ state }) => !isEnded(state)).map(({ id }) => id);
}

/** Reports all that is open in a repository once more, as it is to be told now. */
export async function reportAnew(context: JobContext, trx: Trx, repositoryId: number): Promise<void> {
  for (const id of await openIncidentsOf(trx, repositoryId)) await sendReports(trx, context.queue, id);
}

/**
 * A repository became public: whoever wants may have every credential in it. Each open incident there becomes urgent, and
 * what was said of it is said again by the rules for the public.
 */
export async function makeUrgent(context: JobContext, trx: Trx, repositoryId: number): Promise<void> {
  // A risk was accepted of what few could read.
  await endRisksIn(trx, context.queue, repositoryId);
  for (const id of await openIncidentsOf(trx, repositoryId)) {
    const marked = await trx
      .updateTable('incidents')
      .set({ urgent_at: new Date(), updated_at: new Date() })
      .where('id', '=', id)
      .where('urgent_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (marked) await appendAudit(trx, id, 'github', [{ event: 'made_public' }]);
    await sendReports(trx, context.queue, id);
  }
}
