import { sql, type Selectable } from 'kysely';
import { seal, unseal, type Keys } from '../../base/keys.ts';
import type { Secret } from '../../base/secret.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { BrokerDatabase, RotationRow, StoredRotation } from '../store/schema.ts';
import type { Change, Rotating } from './stages.ts';

/** A rotation that is asked for. */
export interface NewRotation {
  readonly id: string;
  readonly client: string;
  readonly owner: string;
  readonly credential: string;
  readonly idempotencyKey: string;
  readonly bodyDigest: string;
  readonly valueDigest: string;
  readonly request: StoredRotation;
  readonly secret: Secret;
  /** What no other rotation may change meanwhile. */
  readonly exclusive?: string | undefined;
}

/** The new value is sealed to its own place in the row. */
const successorContext = (id: string) => `${id}/successor`;

/** Stores a rotation durably; false when the client's key is taken already, or another rotation is at work on the same. */
export async function storeRotation(
  db: BrokerDatabase,
  keys: Keys,
  now: number,
  { idempotencyKey, bodyDigest, valueDigest, secret, request, exclusive, ...rest }: NewRotation,
): Promise<boolean> {
  const at = new Date(now);
  const stored = await db
    .insertInto('broker_rotations')
    .values({
      ...rest,
      idempotency_key: idempotencyKey,
      body_digest: bodyDigest,
      value_digest: valueDigest,
      exclusive: exclusive ?? null,
      request: JSON.stringify(request),
      sealed: seal(keys, secret, rest.id),
      successor: null,
      facts: '{}',
      before: '[]',
      started_at: null,
      tried_at: null,
      last_tried_at: null,
      box: null,
      stage: 'prepare',
      explanation: null,
      overlap_until: null,
      timeline: '[]',
      run_at: at,
      leased_until: null,
      created_at: at,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return stored !== undefined;
}

/** Takes due rotations for this process; see `work/store-revocations.ts`. */
export async function takeDueRotations(
  db: BrokerDatabase,
  options: {
    readonly most: number;
    readonly now: number;
    readonly leaseMs: number;
    /** At work in this process, however long that takes. */
    readonly except: readonly string[];
  },
): Promise<readonly Selectable<RotationRow>[]> {
  const now = new Date(options.now);
  const due = db
    .selectFrom('broker_rotations')
    .select('id')
    .where('run_at', '<=', now)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<', now)]))
    .where((eb) => eb.not(eb('id', '=', eb.fn.any(eb.val(options.except)))))
    .orderBy('run_at')
    .limit(options.most)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable('broker_rotations')
    .set({ leased_until: new Date(options.now + options.leaseMs) })
    .where('id', 'in', due)
    .returningAll()
    .execute();
}

/** Opens a row; the provider's id of the old credential is found anew. Undefined for one that has ended. */
export function toRotating(keys: Keys, row: Selectable<RotationRow>): Rotating | undefined {
  if (!row.sealed) return undefined;
  const { provider, type, resource, clientId, keyId } = row.request;
  return {
    id: row.id,
    client: row.client,
    owner: row.owner,
    label: `rekey-${row.id}`,
    valueDigest: row.value_digest,
    request: row.request,
    old: {
      secret: unseal(keys, row.sealed, row.id),
      provider,
      type,
      scope: row.owner,
      ...(resource === undefined ? {} : { serverUrl: resource }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(keyId === undefined ? {} : { keyId }),
    },
    successor: row.successor ? unseal(keys, row.successor, successorContext(row.id)) : undefined,
    facts: row.facts,
    before: row.before,
    tries: row.tries,
    triedAt: row.tried_at ?? undefined,
    lastTriedAt: row.last_tried_at ?? undefined,
    stage: row.stage,
    explanation: row.explanation ?? undefined,
    attempts: row.attempts,
  };
}

/**
 * Writes what a step changed, if the rotation is still where the step began.
 *
 * @param leasedUntil for this process to go on at once
 * @returns the row after it; undefined when something else came first
 */
export async function writeChange(
  db: BrokerDatabase,
  keys: Keys,
  now: number,
  from: Pick<Rotating, 'id' | 'stage'> & Partial<Pick<Rotating, 'tries'>>,
  change: Change,
  leasedUntil: Date,
): Promise<Selectable<RotationRow> | undefined> {
  const { issued, successor } = change;
  if (!issued || !successor) return writeRow(db, keys, now, from, change, leasedUntil);
  // Together with the successor: it may leak, and then the broker must know which one it is.
  return db.transaction().execute(async (trx) => {
    const row = await writeRow(trx, keys, now, from, change, leasedUntil);
    if (row)
      await trx
        .insertInto('broker_issued')
        .values({
          owner: row.owner,
          provider: row.request.provider,
          value_digest: keyedDigest(keys, successor.reveal()),
          credential_id: issued,
          issued_at: new Date(now),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    return row;
  });
}

async function writeRow(
  db: BrokerDatabase,
  keys: Keys,
  now: number,
  from: Parameters<typeof writeChange>[3],
  change: Change,
  leasedUntil: Date,
): Promise<Selectable<RotationRow> | undefined> {
  const { id, stage, tries } = from;
  const at = new Date(now);
  const { runAt, successor } = change;
  const isOver = runAt === 'never';
  return db
    .updateTable('broker_rotations')
    .set({
      stage: change.stage,
      attempts: change.again ? sql<number>`attempts + 1` : 0,
      run_at: isOver ? null : (runAt ?? at),
      leased_until: runAt === undefined ? leasedUntil : null,
      timeline: sql<string>`timeline || ${JSON.stringify(change.steps ?? [])}::jsonb`,
      ...(change.explanation === undefined ? {} : { explanation: change.explanation }),
      ...(change.facts ? { facts: JSON.stringify(change.facts) } : {}),
      ...(change.before ? { before: JSON.stringify(change.before) } : {}),
      ...(change.trying
        ? {
            tries: sql<number>`tries + 1`,
            tried_at: sql<Date>`coalesce(tried_at, ${at}::timestamptz)`,
            last_tried_at: at,
          }
        : {}),
      ...(successor === undefined
        ? {}
        : { successor: successor && seal(keys, successor, successorContext(id)) }),
      ...(change.box === undefined ? {} : { box: change.box }),
      ...(change.overlapUntil ? { overlap_until: change.overlapUntil } : {}),
      ...(isOver ? { ended_at: at, sealed: null, successor: null, box: null } : {}),
    })
    .where('id', '=', id)
    .where('stage', '=', stage)
    .$if(tries !== undefined, (query) => query.where('tries', '=', tries ?? 0))
    .returningAll()
    .executeTakeFirst();
}

/** Prolongs the leases of what is still at work here. */
export async function keepRotationLeases(
  db: BrokerDatabase,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('broker_rotations')
    .set({ leased_until: until })
    .where('id', 'in', [...ids])
    .where('leased_until', 'is not', null)
    .execute();
}

/** Lets go of one. */
export async function releaseRotation(db: BrokerDatabase, id: string): Promise<void> {
  await db.updateTable('broker_rotations').set({ leased_until: null }).where('id', '=', id).execute();
}

/** Lets go of every lease: only for a process that alone uses the database, when it starts. */
export async function dropRotationLeases(db: BrokerDatabase): Promise<void> {
  await db
    .updateTable('broker_rotations')
    .set({ leased_until: null })
    .where('leased_until', 'is not', null)
    .execute();
}
