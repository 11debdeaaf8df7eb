import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** What the broker writes when a credential was accepted somewhere. */
const SEEN_LIVE = ['probe_live', 'introspection_active'];

/** An earlier try that saw the credential alive makes a later refusal a proof. */
export async function wasSeenLive(db: Database | Trx, incidentId: string): Promise<boolean> {
  const row = await db
    .selectFrom('audit')
    .select('id')
    .where('incident_id', '=', incidentId)
    .where('event', 'in', SEEN_LIVE)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
