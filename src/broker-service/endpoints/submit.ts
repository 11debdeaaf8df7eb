import type { Selectable } from 'kysely';
import type { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';
import { fitsType } from '../../detect/index.ts';
import type { Revocation } from '../../broker-contract/revocation.ts';
import type { BrokerContext } from '../context.ts';
import { currentTraceparent } from '../../telemetry/traceparent.ts';
import { refuse } from '../http/refusal.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { RevocationRow, StoredRequest } from '../store/schema.ts';
import { besideText } from '../work/seal-beside.ts';
import { waitForEnd } from './wait.ts';
import { viewNew, viewRevocation, viewSettlement } from '../work/view-revocation.ts';
import { createRevocationStore, newId, type StoreRevocation } from '../work/store-revocations.ts';

/** A revocation that was checked and may be stored. */
export interface Submission {
  readonly client: string;
  readonly owner: string;
  readonly idempotencyKey: string;
  readonly request: StoredRequest;
  readonly secret: Secret;
  readonly beside?: LeakedBeside;
}

/** A revocation as it stands after it was submitted, and whether this request made it. */
export interface Submitted {
  readonly revocation: Revocation;
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
 *
 * @param waitMs how long the caller would wait for the end
 */
export async function submit(context: BrokerContext, submission: Submission, waitMs = 0): Promise<Submitted> {
  const { client, owner, idempotencyKey, secret, beside } = submission;
  const { runner, keys } = context;
  const valueDigest = keyedDigest(keys, secret.reveal());
  const besideDigest = beside && keyedDigest(keys, besideText(beside).reveal());
  const bodyDigest = keyedDigest(
    keys,
    JSON.stringify([owner, submission.request, valueDigest, besideDigest]),
  );
  const traceparent = currentTraceparent();
  const request = traceparent === undefined ? submission.request : { ...submission.request, traceparent };
  const id = newId();
  const leasedUntil = runner.lease();
  const named = { id, client, owner, idempotencyKey, bodyDigest, valueDigest, request, secret };
  const stored = { ...named, ...(beside ? { beside } : {}) };
  const isNew = await storeOf(context)({ ...stored, ...(leasedUntil ? { leasedUntil } : {}) }).catch(
    (error: unknown) => {
      if (leasedUntil) runner.release();
      throw error;
    },
  );
  if (isNew && leasedUntil) {
    const job = { ...stored, admitted: false, seenLive: false, attempts: 1, probes: 0 };
    // Asked for before it runs, so that its end is not missed; then nothing need be read.
    const ending = waitMs > 0 ? runner.settled(id, waitMs) : Promise.resolve(undefined);
    runner.run(job);
    const settlement = await ending;
    return {
      revocation: settlement ? viewSettlement(job, settlement) : viewNew(id, 'in_progress', request),
      isNew,
    };
  }
  if (leasedUntil) runner.release();
  if (isNew) runner.wake();
  if (isNew && waitMs === 0) return { revocation: viewNew(id, 'queued', request), isNew };
  const row = await findRow(context, client, idempotencyKey);
  if (row.body_digest !== bodyDigest)
    throw refuse('idempotency-conflict', 'Use a new key for a new request.');
  const current = await waitForEnd(context, row, waitMs);
  return { revocation: await viewRevocation(context.db, current, context.now()), isNew };
}

async function findRow(
  { db }: BrokerContext,
  client: string,
  key: string,
): Promise<Selectable<RevocationRow>> {
  const row = await db
    .selectFrom('broker_revocations')
    .selectAll()
    .where('client', '=', client)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  // The key was forgotten between the two statements.
  if (!row) throw refuse('upstream-unavailable', 'Send the request again.', 1);
  return row;
}
