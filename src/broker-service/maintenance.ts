import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { BrokerDatabase } from './store/schema.ts';

const EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** A key may be used for another request this long after its revocation ended. */
const KEEP_KEYS_MS = DAY_MS;
/** What was done is kept this long. */
const KEEP_REVOCATIONS_MS = 90 * DAY_MS;

/** Forgets what no longer matters: used ids, idempotency keys, expired encryption keys, and old revocations. */
export async function forgetOld(db: BrokerDatabase, now: number): Promise<void> {
  await db.deleteFrom('broker_seen').where('expires_at', '<', new Date(now)).execute();
  await db.deleteFrom('broker_keys').where('expires_at', '<', new Date(now)).execute();
  await db
    .updateTable('broker_revocations')
    .set({ idempotency_key: null })
    .where('ended_at', '<', new Date(now - KEEP_KEYS_MS))
    .where('idempotency_key', 'is not', null)
    .execute();
  await db
    .updateTable('broker_rotations')
    .set({ idempotency_key: null })
    .where('ended_at', '<', new Date(now - KEEP_KEYS_MS))
    .where('idempotency_key', 'is not', null)
    .execute();
  // An outsider of whom nothing counts any more is nobody to remember.
  await sql`delete from broker_breakers b where brought_by <> '' and tripped_at is null and not exists (
    select 1 from broker_revocations r where r.client = b.client and r.owner = b.owner
      and r.request->>'broughtBy' = b.brought_by and r.created_at > ${new Date(now - DAY_MS)}::timestamptz)`.execute(
    db,
  );
  await db
    .deleteFrom('broker_rotations')
    .where('ended_at', '<', new Date(now - KEEP_REVOCATIONS_MS))
    .execute();
  await db
    .deleteFrom('broker_revocations')
    .where('ended_at', '<', new Date(now - KEEP_REVOCATIONS_MS))
    .execute();
}

/** Does so now and then. */
export function startMaintenance(db: BrokerDatabase, now: () => number, log: Logger): { stop(): void } {
  const run = () =>
    forgetOld(db, now()).catch((err: unknown) => log.warn({ err }, 'old rows could not be deleted'));
  void run();
  const timer = setInterval(() => void run(), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
