import { findRecord } from '../../broker/adapters/records/all-records.ts';
import { NOT_REGISTERED } from '../../broker/adapters/record/words.ts';
import type { HeldValue } from '../../broker/rotation/vault-kv.ts';
import { RenewalRequest, type Renewal } from '../../broker-contract/renewal.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import { storeRotation } from '../rotation/store-rotations.ts';
import { viewRotation } from '../rotation/view-rotation.ts';
import type { StoredRotation } from '../store/schema.ts';
import { needsId } from '../work/known-ids.ts';
import { newId } from '../work/store-revocations.ts';
import { readIdempotencyKey } from './create-revocation.ts';
import { exclusivePlace, RETRY_SECONDS, UNDER_WAY } from './create-rotation.ts';
import { checkAuthority, checkRotation } from './guard.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType } from './submit.ts';

const toStored = ({
  provider,
  type,
  reference,
  place: target,
  overlap_seconds: overlapSeconds,
}: RenewalRequest): StoredRotation => ({
  provider,
  type,
  ...(reference === undefined ? {} : { reference }),
  target,
  overlapSeconds,
});

/** Whether the client may ask for this, and the operator gave the broker the rights for it. */
function check({ rotator, vault, rules }: BrokerContext, call: ClientCall, body: RenewalRequest): string {
  const { provider, type, installation, place } = body;
  const owner = body.owner.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(call.params['id'] ?? ''))
    throw refuse('invalid-request', 'The address must name what stands at the place by 64 hex digits.');
  const trust = { issuers: [], servers: [] };
  checkAuthority({ client: call.client, owner, installation }, { provider, type, trust }, rules.reserved);
  checkRotation(call.client, { provider, type }, place);
  if (!rotator.canRotate({ provider, type, scope: owner }))
    throw refuse('unsupported-type', 'The broker has no right to issue a successor of this type here.');
  if (findRecord(provider, type)?.rotations?.some(({ keyId }) => keyId !== undefined))
    throw refuse('unsupported-type', 'It has two parts, of which one field holds only one.');
  if (!vault.mayWrite(owner, place))
    throw refuse('policy-denied', 'The operator lets the broker write nothing at this path for this owner.');
  return owner;
}

async function readPlace({ vault }: BrokerContext, owner: string, { place }: RenewalRequest) {
  const held = await vault.read(owner, place);
  if (held === undefined) throw refuse('not-found', 'Nothing stands at this place.');
  if ('stop' in held) throw refuse(held.retryable ? 'upstream-unavailable' : 'policy-denied', held.stop);
  return held;
}

const findRow = ({ db }: BrokerContext, client: string, idempotencyKey: string) =>
  db
    .selectFrom('broker_rotations')
    .selectAll()
    .where('client', '=', client)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();

async function begin(
  context: BrokerContext,
  call: ClientCall,
  owner: string,
  body: RenewalRequest,
  { value }: HeldValue,
  keyed: { readonly idempotencyKey: string; readonly bodyDigest: string },
): Promise<void> {
  const { db, keys, now, ids } = context;
  checkType(context, body, value);
  if (needsId(body) && (await ids.find(owner, body, value)) === undefined)
    throw refuse('not-registered', NOT_REGISTERED);
  const isNew = await storeRotation(db, keys, now(), {
    ...keyed,
    id: newId(),
    client: call.client.id,
    owner,
    credential: call.params['id'] ?? '',
    valueDigest: keyedDigest(keys, value.reveal()),
    request: toStored(body),
    secret: value,
    exclusive: exclusivePlace(owner, body.place),
  });
  if (isNew) context.rotations.wake();
}

/**
 * `POST /v1/credentials/{id}/renewals`: replaces what stands at a place of use that the operator opened to the broker, once
 * it is old enough. The broker reads the value there, so nobody has to hold it; from then on it is a rotation as any other.
 * 202 for a new rotation, 200 with its state for one that the key names already, or with the day on which it is due.
 */
export async function createRenewal(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const idempotencyKey = readIdempotencyKey(call);
  const body = readJsonBody(call.body, RenewalRequest);
  const owner = check(context, call, body);
  const { keys, now, rotator } = context;
  const bodyDigest = keyedDigest(keys, JSON.stringify(['renewal', owner, toStored(body)]));
  const known = await findRow(context, call.client.id, idempotencyKey);
  if (!known) {
    const held = await readPlace(context, owner, body);
    const due = new Date(held.writtenAt.getTime() + body.after_seconds * 1000);
    if (due.getTime() > now()) return { status: 200, json: { due_at: due.toISOString() } satisfies Renewal };
    await begin(context, call, owner, body, held, { idempotencyKey, bodyDigest });
  }
  const row = known ?? (await findRow(context, call.client.id, idempotencyKey));
  if (!row) throw refuse('rotation-under-way', UNDER_WAY, RETRY_SECONDS);
  if (row.body_digest !== bodyDigest)
    throw refuse('idempotency-conflict', 'Use a new key for a new request.');
  return {
    status: known ? 200 : 202,
    headers: { location: `/v1/credentials/${row.credential}/rotations/${row.id}` },
    json: { rotation: viewRotation(row, rotator, now()) } satisfies Renewal,
  };
}
