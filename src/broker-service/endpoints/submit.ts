import type { Selectable } from 'kysely';
import type { Secret } from '../../base/secret.ts';
import { fitsType } from '../../detect/index.ts';
import type { BrokerContext } from '../context.ts';
import { refuse } from '../http/refusal.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { RevocationRow, StoredRequest } from '../store/schema.ts';
import { createRevocationStore, newId, type StoreRevocation } from '../work/store-revocations.ts';

/** A revocation that was checked and may be stored. */
export interface Submission {
  readonly client: string;
  readonly owner: string;
  readonly idempotencyKey: string;
  readonly request: StoredRequest;
  readonly secret: Secret;
}

/** Whether this request made the revocation, or found it. */
export interface Submitted {
  readonly row: Selectable<RevocationRow>;
  readonly isNew: boolean;
}

const stores = new WeakMap<BrokerContext, StoreRevocation>();

function storeOf(context: BrokerContext): StoreRevocation {
  const store = stores.get(context) ?? createRevocationStore(context.db, context.keys, context.now);
  stores.set(context, store);
  return store;
}

/**
 * Refuses a type of which nothing is known, and a value that has not the format of its type: what was mixed up must not
 * be sent to somebody's API.
 */
export function checkType(
  { capabilities }: BrokerContext,
  request: Pick<StoredRequest, 'provider' | 'type'>,
  secret: Secret,
): void {
  const { provider, type } = request;
  if (!capabilities.some((known) => known.provider === provider && known.type === type))
    throw refuse('unsupported-type', 'See /v1/capabilities for the types that are known.');
  if (fitsType(type, secret.reveal()) === false)
    throw refuse('bad-credential-encoding', 'The value does not have the format of its type.');
}

/**
 * Stores a revocation and starts it at once when there is room. The same key with the same request finds the earlier
 * one; with another request it is refused with `idempotency-conflict`.
 */
export async function submit(context: BrokerContext, submission: Submission): Promise<Submitted> {
  const { client, owner, idempotencyKey, request, secret } = submission;
  const valueDigest = keyedDigest(context.keys, secret.reveal());
  const bodyDigest = keyedDigest(context.keys, JSON.stringify([owner, request, valueDigest]));
  const id = newId();
  const leasedUntil = context.runner.lease();
  const isNew = await storeOf(context)({
    id,
    client,
    owner,
    idempotencyKey,
    bodyDigest,
    valueDigest,
    request,
    secret,
    ...(leasedUntil ? { leasedUntil } : {}),
  }).catch((error: unknown) => {
    if (leasedUntil) context.runner.release();
    throw error;
  });
  if (!isNew) {
    if (leasedUntil) context.runner.release();
    const row = await context.db
      .selectFrom('broker_revocations')
      .selectAll()
      .where('client', '=', client)
      .where('idempotency_key', '=', idempotencyKey)
      .executeTakeFirst();
    if (!row) throw refuse('upstream-unavailable', 'Send the request again.', 1);
    if (row.body_digest !== bodyDigest)
      throw refuse('idempotency-conflict', 'Use a new key for a new request.');
    return { row, isNew };
  }
  if (leasedUntil) {
    context.runner.run({
      id,
      client,
      owner,
      valueDigest,
      request,
      secret,
      admitted: false,
      seenLive: false,
      attempts: 1,
      probes: 0,
    });
  } else context.runner.wake();
  return { row: await findRow(context, id), isNew };
}

async function findRow({ db }: BrokerContext, id: string): Promise<Selectable<RevocationRow>> {
  return db.selectFrom('broker_revocations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
