import { NOT_REGISTERED } from '../../broker/adapters/record/words.ts';
import { RotationRequest, type RotationTarget } from '../../broker-contract/rotation.ts';
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
import { checkNamedId } from './check-id.ts';
import { checkAuthority, checkRotation } from './guard.ts';
import { openCredential } from './read-credential.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType } from './submit.ts';

/** How soon a rotation that has to wait for another is worth another request. */
export const RETRY_SECONDS = 2;
export const UNDER_WAY =
  'Wait for its end: an OAuth client has one secret at a time, and a field in Vault one rotation.';

/** Of two rotations into one field each would leave the successor of the other alive. */
export const exclusivePlace = (owner: string, target: RotationTarget): string | undefined =>
  target.kind === 'vault_kv' ? `vault-kv ${owner} ${target.path} ${target.field}` : undefined;

/** What is kept of a request. */
function toStored({
  credential,
  reference,
  deliver_to: target,
  overlap_seconds: overlapSeconds,
}: RotationRequest): StoredRotation {
  return {
    provider: credential.provider,
    type: credential.type,
    ...(credential.resource === undefined ? {} : { resource: credential.resource }),
    ...(credential.client_id === undefined ? {} : { clientId: credential.client_id }),
    ...(credential.key_id === undefined ? {} : { keyId: credential.key_id }),
    ...(reference === undefined ? {} : { reference }),
    target,
    overlapSeconds,
  };
}

/** The broker has rights in Vault that its clients have not, so the operator says where it may write for whom. */
function checkTarget({ vault }: BrokerContext, owner: string, target: RotationTarget): void {
  if (target.kind === 'vault_kv' && !vault.mayWrite(owner, target))
    throw refuse('policy-denied', 'The operator lets the broker write nothing at this path for this owner.');
}

/**
 * `POST /v1/credentials/{id}/rotations`: issues a successor with the operator's right, has it delivered, and ends the old
 * one. 202 for a new rotation, 200 with the current state for one that the key names already.
 */
export async function createRotation(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const idempotencyKey = readIdempotencyKey(call);
  const body = readJsonBody(call.body, RotationRequest);
  const { credential, installation, deliver_to: target } = body;
  const owner = body.owner.toLowerCase();
  const name = call.params['id'] ?? '';
  if (credential.fingerprint !== `hmac-sha256:${name}`)
    throw refuse('invalid-request', 'The address must name the credential by its fingerprint.');
  checkAuthority(
    { client: call.client, owner, installation },
    { ...credential, trust: { issuers: [], servers: [] } },
    context.rules.reserved,
  );
  checkRotation(call.client, credential, target);
  const secret = await openCredential(context, call, credential);
  checkType(context, credential, secret);
  const { client_id: clientId } = credential;
  const named = { ...credential, scope: owner, ...(clientId === undefined ? {} : { clientId }) };
  if (!context.rotator.canRotate(named))
    throw refuse('unsupported-type', 'The broker has no right to issue a successor of this type here.');
  checkTarget(context, owner, target);
  const known = await checkNamedId(context, owner, credential, secret);
  if (needsId(credential) && known === undefined) throw refuse('not-registered', NOT_REGISTERED);
  const { db, keys, now, rotator } = context;
  const request = toStored(body);
  const valueDigest = keyedDigest(keys, secret.reveal());
  const bodyDigest = keyedDigest(keys, JSON.stringify([owner, request, valueDigest]));
  const isNew = await storeRotation(db, keys, now(), {
    id: newId(),
    client: call.client.id,
    owner,
    credential: name,
    idempotencyKey,
    bodyDigest,
    valueDigest,
    request,
    secret,
    exclusive: rotator.exclusive(named) ?? exclusivePlace(owner, target),
  });
  if (isNew) context.rotations.wake();
  const row = await db
    .selectFrom('broker_rotations')
    .selectAll()
    .where('client', '=', call.client.id)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  if (!row) throw refuse('rotation-under-way', UNDER_WAY, RETRY_SECONDS);
  if (row.body_digest !== bodyDigest)
    throw refuse('idempotency-conflict', 'Use a new key for a new request.');
  return {
    status: isNew ? 202 : 200,
    headers: { location: `/v1/credentials/${name}/rotations/${row.id}` },
    json: viewRotation(row, rotator, now()),
  };
}
