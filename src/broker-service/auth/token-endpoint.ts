import { decodeJwt, jwtVerify } from 'jose';
import { OAuthTokenRequest } from '../../broker-contract/oauth.ts';
import type { Client } from '../clients.ts';
import { SCOPES, type Scope } from '../files/clients-file.ts';
import type { BrokerContext } from '../context.ts';
import type { Call } from '../http/route.ts';
import type { Reply } from '../http/reply.ts';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from './access-token.ts';
import { certificateOf } from './certificate.ts';
import { useOnce } from './seen.ts';

/** An assertion may live this long, in seconds. */
const MAX_ASSERTION_SECONDS = 300;
const SKEW_SECONDS = 30;

/** OAuth's own form of a refusal, RFC 6749 section 5.2. */
function oauthError(status: number, error: string): Reply {
  return { status, json: { error } };
}

/**
 * `POST /oauth/token`: client credentials with `private_key_jwt` (RFC 7523 section 3). The assertion must be signed by
 * the client's key, be meant for this broker, live five minutes at most, and be used once.
 */
export async function tokenEndpoint(context: BrokerContext, call: Call): Promise<Reply> {
  const form = OAuthTokenRequest.safeParse(
    Object.fromEntries(new URLSearchParams(call.body.toString('utf8'))),
  );
  if (!form.success) {
    const wrongGrant = form.error.issues.some(({ path }) => path[0] === 'grant_type');
    return oauthError(400, wrongGrant ? 'unsupported_grant_type' : 'invalid_request');
  }
  const client = await clientOf(context, form.data.client_assertion);
  if (!client) return oauthError(401, 'invalid_client');
  const wanted = form.data.scope?.split(' ').filter(Boolean) ?? [...client.scopes];
  const scopes = SCOPES.filter((scope) => wanted.includes(scope) && client.scopes.has(scope));
  if (scopes.length === 0 || scopes.length < wanted.length) return oauthError(400, 'invalid_scope');
  return { status: 200, json: await grant(context, call, client, scopes) };
}

async function grant(
  context: BrokerContext,
  call: Call,
  client: Client,
  scopes: readonly Scope[],
): Promise<object> {
  const token = await issueAccessToken(context.keys, {
    issuer: context.publicUrl(),
    client: client.id,
    scopes,
    certificate: certificateOf(call.request),
  });
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: scopes.join(' '),
  };
}

async function clientOf(context: BrokerContext, assertion: string): Promise<Client | undefined> {
  const client = context.clients.find(({ id }) => id === subjectOf(assertion));
  if (client?.proof.method !== 'private_key_jwt') return undefined;
  const issuer = context.publicUrl();
  const verified = await jwtVerify(assertion, client.proof.publicKey, {
    issuer: client.id,
    subject: client.id,
    audience: [issuer, `${issuer}/oauth/token`],
    algorithms: ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'],
    maxTokenAge: MAX_ASSERTION_SECONDS,
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ['exp', 'iat', 'jti'],
  }).catch(() => undefined);
  const { exp = 0, iat = 0, jti } = verified?.payload ?? {};
  if (jti === undefined || jti.length > 200 || exp - iat > MAX_ASSERTION_SECONDS) return undefined;
  const isNew = await useOnce(context.db, client.id, `jti:${jti}`, (exp + SKEW_SECONDS) * 1000);
  return isNew ? client : undefined;
}

function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}
