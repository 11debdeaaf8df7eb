import { RevocationRequest, type CredentialRef } from '../../broker-contract/revocation-request.ts';
import { Secret } from '../../base/secret.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { StoredRequest } from '../store/schema.ts';
import { checkAuthority } from './guard.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType, submit } from './submit.ts';
import { preferredWait } from './wait.ts';

const IDEMPOTENCY_KEY = /^[\w.:-]{16,128}$/;

/**
 * The value of a credential: from its JWE, or bare from a client that showed a certificate, since only then nothing
 * between it and us can read along.
 */
export async function openCredential(
  { keyring }: BrokerContext,
  { client }: ClientCall,
  credential: CredentialRef,
): Promise<Secret> {
  if (credential.jwe !== undefined) return keyring.open(credential.jwe);
  if (client.proof.method !== 'mtls')
    throw refuse(
      'bad-credential-encoding',
      'Encrypt the value to a key of /v1/jwks.json: it is taken bare with a client certificate only.',
    );
  return new Secret(credential.token ?? '');
}

/** What is kept of a request. */
function toStored({
  credential,
  action,
  reason,
  reference,
  trust,
  evidence,
}: RevocationRequest): StoredRequest {
  return {
    provider: credential.provider,
    type: credential.type,
    fingerprint: credential.fingerprint,
    ...(credential.resource === undefined ? {} : { resource: credential.resource }),
    ...(credential.client_id === undefined ? {} : { clientId: credential.client_id }),
    ...(credential.key_id === undefined ? {} : { keyId: credential.key_id }),
    ...(credential.credential_id === undefined ? {} : { credentialId: credential.credential_id }),
    action,
    reason,
    ...(reference === undefined ? {} : { reference }),
    repository: evidence.repository,
    trust: {
      issuers: trust.issuers.map(({ issuer, client_id: clientId, endpoint_origin: endpointOrigin }) => ({
        issuer,
        clientId,
        ...(endpointOrigin === undefined ? {} : { endpointOrigin }),
      })),
      servers: trust.server_urls.map((url) => ({ url })),
    },
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
  const submission = {
    client: call.client.id,
    owner: owner.toLowerCase(),
    idempotencyKey: key,
    request,
    secret,
  };
  const { revocation, isNew } = await submit(context, submission, preferredWait(call));
  return {
    status: isNew ? 202 : 200,
    headers: { location: `/v1/revocations/${revocation.id}` },
    json: revocation,
  };
}
