import { z } from 'zod';
import type { Description } from '../../broker/broker.ts';
import { DescribeRequest, type Description as Answer } from '../../broker-contract/describe.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';
import { tellAbilities, toNames, toTrust } from '../translate.ts';
import { checkAuthority } from './guard.ts';
import { openBeside, openCredential } from './read-credential.ts';
import { readJsonBody } from './read-json-body.ts';
import { checkType } from './submit.ts';

const DESCRIBE_TIMEOUT_MS = 10_000;

const moment = (date: Date | undefined) => date?.toISOString() ?? null;

function toAnswer(description: Description): z.input<typeof Answer> {
  return {
    active: description.active,
    ...(description.refused ? { refused: true } : {}),
    owner: description.owner ?? null,
    principal_kind: description.principalKind,
    ...(description.issuer === undefined ? {} : { issuer: description.issuer }),
    ...(description.audience ? { audience: [...description.audience] } : {}),
    scopes: [...description.scopes],
    environment: description.environment ?? null,
    issued_at: moment(description.issuedAt),
    expires_at: moment(description.expiresAt),
    last_used_at: moment(description.lastUsedAt),
    ...(description.abilities ? { abilities: tellAbilities(description.abilities) } : {}),
    source: description.source,
  };
}

const UNKNOWN: Description = { active: null, principalKind: 'unknown', scopes: [], source: 'offline' };

/** `POST /v1/credentials/describe`: whose a credential is and what it may do. Nothing is changed and nothing kept. */
export async function describeCredential(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const body = readJsonBody(call.body, DescribeRequest);
  const { credential, owner, installation } = body;
  const trusted = toTrust(body.trust);
  checkAuthority(
    { client: call.client, owner, installation },
    { ...credential, trust: trusted },
    context.rules.reserved,
  );
  const secret = await openCredential(context, call, credential);
  checkType(context, credential, secret);
  const beside = await openBeside(context, credential);
  const { client_id: clientId, key_id: keyId } = credential;
  const description = await context.broker.describe?.(
    {
      secret,
      ...toNames({ ...credential, clientId, keyId }),
      scope: owner.toLowerCase(),
      ...(beside ? { beside } : {}),
    },
    trusted,
    { signal: AbortSignal.timeout(DESCRIBE_TIMEOUT_MS), beforeRevocation: body.before_revocation },
  );
  return { status: 200, json: toAnswer(description ?? UNKNOWN) };
}
