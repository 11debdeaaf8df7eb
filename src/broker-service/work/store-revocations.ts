import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { gather } from '../../base/gather.ts';
import { seal, type Keys } from '../../base/keys.ts';
import type { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';
import type { BrokerDatabase, StoredRequest } from '../store/schema.ts';
import { sealBeside } from './seal-beside.ts';

/** A revocation that is asked for. */
export interface NewRevocation {
  readonly id: string;
  readonly client: string;
  readonly owner: string;
  readonly idempotencyKey: string;
  readonly bodyDigest: string;
  readonly valueDigest: string;
  readonly request: StoredRequest;
  readonly secret: Secret;
  readonly beside?: LeakedBeside;
  /** This process takes it at once, until then; otherwise it waits in the queue. */
  readonly leasedUntil?: Date;
}

/** Makes the id of a new revocation: ids sort in the order of their making. */
export const newId = (): string => uuid();

/** Stores a revocation durably; false when the client's key is taken already. What comes together is written together. */
export type StoreRevocation = (revocation: NewRevocation) => Promise<boolean>;

/** @param now milliseconds since the epoch */
export function createRevocationStore(db: BrokerDatabase, keys: Keys, now: () => number): StoreRevocation {
  return gather(async (arrivals: readonly NewRevocation[]) => {
    const at = new Date(now());
    const rows = await db
      .insertInto('broker_revocations')
      .values(
        arrivals.map((one) => ({
          id: one.id,
          client: one.client,
          owner: one.owner,
          idempotency_key: one.idempotencyKey,
          body_digest: one.bodyDigest,
          value_digest: one.valueDigest,
          request: JSON.stringify(one.request),
          sealed: seal(keys, one.secret, one.id),
          beside: one.beside ? sealBeside(keys, one.beside, one.id) : null,
          state: one.leasedUntil ? ('in_progress' as const) : ('queued' as const),
          attempts: one.leasedUntil ? 1 : 0,
          adapter: null,
          explanation: null,
          manual_url: null,
          retryable: null,
          blast: null,
          abilities: null,
          look_again_at: null,
          started_at: null,
          run_at: at,
          leased_until: one.leasedUntil ?? null,
          created_at: at,
          ended_at: null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    const stored = new Set(rows.map(({ id }) => id));
    return arrivals.map(({ id }) => stored.has(id));
  });
}

/**
 * Takes due revocations for this process, oldest first, so that no other takes them until the lease ends. A lease that
 * ran out belonged to a process that died: its work is taken over.
 */
export async function takeDue(
  db: BrokerDatabase,
  options: { readonly most: number; readonly now: number; readonly leaseMs: number },
) {
  const now = new Date(options.now);
  const due = db
    .selectFrom('broker_revocations')
    .select('id')
    .where('run_at', '<=', now)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<', now)]))
    .orderBy('run_at')
    .limit(options.most)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable('broker_revocations')
    .set({
      leased_until: new Date(options.now + options.leaseMs),
      attempts: sql<number>`attempts + 1`,
      state: sql`case when state = 'queued' then 'in_progress' else state end`,
    })
    .where('id', 'in', due)
    .returningAll()
    .execute();
}

/** Prolongs the leases of what is still at work here. */
export async function keepLeases(db: BrokerDatabase, ids: readonly string[], until: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('broker_revocations')
    .set({ leased_until: until })
    .where('id', 'in', [...ids])
    .execute();
}

/**
 * Lets go of every lease, of revocations and of messages: only for a process that alone uses the database, when it
 * starts.
 */
export async function dropLeases(db: BrokerDatabase, now: number): Promise<void> {
  await db
    .updateTable('broker_revocations')
    .set({ leased_until: null })
    .where('leased_until', 'is not', null)
    .execute();
  await db
    .updateTable('broker_messages')
    .set({ run_at: new Date(now) })
    .execute();
}
