import type { Database } from '../../store/database.ts';

/** GitHub delivers again for three days (seven on Enterprise Server); older ids can no longer come back. */
const KEEP_DAYS = 8;

/** Deletes the ids of deliveries that GitHub can no longer repeat. Without it the table would grow for ever. */
export async function pruneDeliveries(db: Database, now: Date = new Date()): Promise<void> {
  const limit = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  await db.deleteFrom('deliveries').where('received_at', '<', limit).execute();
}
