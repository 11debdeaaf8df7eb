import { SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { RekeyError } from '../base/errors.ts';
import { ASSERTION_TYPE, OAuthToken } from '../broker-contract/oauth.ts';
import { signRequest } from '../broker-contract/signed-request.ts';
import type { BrokerAuth } from './broker-auth.ts';
import type { BrokerAnswer, BrokerRequest, Connection } from './connection.ts';

/** An assertion is used at once; it need not live long. */
const ASSERTION_SECONDS = 60;
/** A token is not used in its last seconds. */
const MARGIN_MS = 30_000;
const UNAUTHENTICATED = 401;

type Headers = Readonly<Record<string, string>>;

/** Sends requests with the proof that the broker wants. */
export interface AuthorisedConnection {
  send(request: BrokerRequest): Promise<BrokerAnswer>;
}

/** Adds the proof to each request; an access token is kept while it is good, and asked for again when it is refused. */
export function authorise(connection: Connection, url: string, auth: BrokerAuth): AuthorisedConnection {
  if (auth.method === 'private_key_jwt') return withAccessToken(connection, url, auth);
  return {
    send: (request) =>
      connection.send({ ...request, headers: { ...request.headers, ...proofOf(auth, request) } }),
  };
}

function proofOf(
  auth: Exclude<BrokerAuth, { method: 'private_key_jwt' }>,
  { method, target, headers, body = '' }: BrokerRequest,
): Headers {
  if (auth.method === 'mtls') return {};
  if (auth.method === 'gitlab') return { authorization: auth.token.reveal() };
  const signable = { method, target, idempotencyKey: headers?.['idempotency-key'], body };
  return { ...signRequest(auth.key, signable, { nonce: uuid(), at: Date.now() }) };
}

type KeyAuth = Extract<BrokerAuth, { method: 'private_key_jwt' }>;

function withAccessToken(connection: Connection, url: string, auth: KeyAuth): AuthorisedConnection {
  let kept: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await signAssertion(url, auth),
    });
    const answer = await connection.send({
      method: 'POST',
      target: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
    const parsed = OAuthToken.safeParse(answer.json);
    if (answer.status !== 200 || !parsed.success) {
      const code = answer.status >= 500 || answer.status === 429 ? 'BROKER_UNREACHABLE' : 'BROKER_REFUSED';
      throw new RekeyError(code, 'The broker gave no access token.');
    }
    kept = { token: parsed.data.access_token, until: Date.now() + parsed.data.expires_in * 1000 - MARGIN_MS };
    return kept.token;
  };
  const token = async (): Promise<string> => {
    if (kept && kept.until > Date.now()) return kept.token;
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
  const sendOnce = async (request: BrokerRequest) =>
    connection.send({
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${await token()}` },
    });
  return {
    async send(request) {
      const answer = await sendOnce(request);
      if (answer.status !== UNAUTHENTICATED) return answer;
      kept = undefined;
      return sendOnce(request);
    },
  };
}

function signAssertion(url: string, { clientId, key, algorithm }: KeyAuth): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(url)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime(`${ASSERTION_SECONDS}s`)
    .sign(key);
}
