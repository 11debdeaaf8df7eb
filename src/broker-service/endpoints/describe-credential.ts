import { z } from 'zod';
import type { Description } from '../../broker/broker.ts';
import { DescribeRequest, type Description as Answer } from '../../broker-contract/describe.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';
import { openCredential } from './create-revocation.ts';
import { checkAuthority } from './guard.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType } from './submit.ts';

const DESCRIBE_TIMEOUT_MS = 10_000;

const moment = (date: Date | undefined) => date?.toISOString() ?? null;

function toAnswer(description: Description): z.input<typeof Answer> {
  return {
    active: description.active,
    owner: description.owner ?? null,
    principal_kind: description.principalKind,
    ...(description.issuer === undefined ? {} : { issuer: description.issuer }),
    scopes: [...description.scopes],
    environment: description.environment ?? null,
    issued_at: moment(description.issuedAt),
    expires_at: moment(description.expiresAt),
    last_used_at: moment(description.lastUsedAt),
    source: description.source,
  };
}

const UNKNOWN: Description = { active: null, principalKind: 'unknown', scopes: [], source: 'offline' };

/** `POST /v1/credentials/describe`: whose a credential is and what it may do. Nothing is changed and nothing kept. */
export async function describeCredential(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const { credential, owner, installation, trust } = readJsonBody(call.body, DescribeRequest);
  const trusted = {
    issuers: trust.issuers.map((entry) => ({
      issuer: entry.issuer,
      clientId: entry.client_id,
      ...(entry.endpoint_origin === undefined ? {} : { endpointOrigin: entry.endpoint_origin }),
    })),
    servers: trust.server_urls.map((url) => ({ url })),
  };
  checkAuthority(
    { client: call.client, owner, installation },
    { ...credential, trust: trusted },
    context.rules.reserved,
  );
  const secret = await openCredential(context, call, credential);
  checkType(context, credential, secret);
  const description = await context.broker.describe?.(
    {
      secret,
      provider: credential.provider,
      type: credential.type,
      scope: owner.toLowerCase(),
      ...(credential.resource === undefined ? {} : { serverUrl: credential.resource }),
      ...(credential.client_id === undefined ? {} : { clientId: credential.client_id }),
      ...(credential.key_id === undefined ? {} : { keyId: credential.key_id }),
      ...(credential.credential_id === undefined ? {} : { credentialId: credential.credential_id }),
    },
    trusted,
    { signal: AbortSignal.timeout(DESCRIBE_TIMEOUT_MS) },
  );
  return { status: 200, json: toAnswer(description ?? UNKNOWN) };
}
