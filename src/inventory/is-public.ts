import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** Whether anybody may read one of the places of a credential. */
export async function isPublic(db: Database | Trx, incidentId: string): Promise<boolean> {
  const row = await db
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select('exposures.id')
    .where('incidents.id', '=', incidentId)
    .where('private', '=', false)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
