import { RevocationRequest } from '../../broker-contract/revocation-request.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { StoredRequest } from '../store/schema.ts';
import { toTrust } from '../translate.ts';
import { checkNamedId } from './check-id.ts';
import { checkAuthority } from './guard.ts';
import { openBeside, openCredential } from './read-credential.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType, submit } from './submit.ts';
import { preferredWait } from './wait.ts';

const IDEMPOTENCY_KEY = /^[\w.:-]{16,128}$/;

/** What is kept of a request. */
function toStored({
  credential,
  action,
  reason,
  reference,
  trust,
  brought_by: broughtBy,
  evidence,
}: RevocationRequest): StoredRequest {
  return {
    provider: credential.provider,
    type: credential.type,
    fingerprint: credential.fingerprint,
    ...(credential.resource === undefined ? {} : { resource: credential.resource }),
    ...(credential.client_id === undefined ? {} : { clientId: credential.client_id }),
    ...(credential.key_id === undefined ? {} : { keyId: credential.key_id }),
    action,
    reason,
    ...(reference === undefined ? {} : { reference }),
    repository: evidence.repository,
    ...(broughtBy === undefined ? {} : { broughtBy }),
    trust: toTrust(trust),
  };
}

/** The client's own name for what it asks for, so that asking twice asks once. */
export function readIdempotencyKey({ request }: ClientCall): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
    throw refuse('idempotency-key-missing', 'Send an Idempotency-Key of 16 to 128 characters.');
  return key;
}

/** `POST /v1/revocations`: 202 for a new one, 200 with the current state for one that the key names already. */
export async function createRevocation(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const key = readIdempotencyKey(call);
  const body = readJsonBody(call.body, RevocationRequest);
  const request = toStored(body);
  const { owner, installation, credential } = body;
  checkAuthority(
    { client: call.client, owner, installation },
    { ...request, issuer: credential.issuer },
    context.rules.reserved,
  );
  const secret = await openCredential(context, call, credential);
  checkType(context, request, secret);
  await checkNamedId(context, owner, credential, secret);
  const beside = await openBeside(context, credential);
  const submission = {
    client: call.client.id,
    owner: owner.toLowerCase(),
    idempotencyKey: key,
    request,
    secret,
    ...(beside ? { beside } : {}),
  };
  const { revocation, isNew } = await submit(context, submission, preferredWait(call));
  return {
    status: isNew ? 202 : 200,
    headers: { location: `/v1/revocations/${revocation.id}` },
    json: revocation,
  };
}
