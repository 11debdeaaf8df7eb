import type { BrokerDatabase } from '../store/schema.ts';

/**
 * Notes that a client used an id (of a token or a message); false when it was used before. Kept in the database, so
 * that neither a restart nor a second process lets a replay through.
 *
 * @param expiresAt milliseconds since the epoch after which the id would be refused for its age
 */
export async function useOnce(
  db: BrokerDatabase,
  client: string,
  id: string,
  expiresAt: number,
): Promise<boolean> {
  const row = await db
    .insertInto('broker_seen')
    .values({ client, id, expires_at: new Date(expiresAt) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
