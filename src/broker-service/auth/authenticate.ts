import { timingSafeEqual } from 'node:crypto';
import { readSignedRequest, TOLERANCE_SECONDS } from '../../broker-contract/signed-request.ts';
import { digestOf, type Client } from '../clients.ts';
import type { BrokerContext } from '../context.ts';
import type { Scope } from '../files/clients-file.ts';
import type { Call } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import { readAccessToken } from './access-token.ts';
import { certificateOf } from './certificate.ts';
import { useOnce } from './seen.ts';

/** A client that proved who it is, and what it may do with this proof. */
export interface Identity {
  readonly client: Client;
  readonly scopes: ReadonlySet<Scope>;
}

type Authenticate = (context: BrokerContext, call: Call) => Promise<Identity | undefined>;

const whole = (client: Client | undefined): Identity | undefined =>
  client && { client, scopes: client.scopes };

const byAccessToken: Authenticate = async (context, { request }) => {
  const token = /^Bearer ([\w.-]{20,4096})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  const grant = await readAccessToken(context.keys, token, {
    issuer: context.publicUrl(),
    certificate: certificateOf(request),
  });
  const client = context.clients.find(({ id }) => id === grant?.client);
  return client && grant ? { client, scopes: grant.scopes } : undefined;
};

const byCertificate: Authenticate = (context, { request }) => {
  const fingerprint = certificateOf(request);
  const client = context.clients.find(
    ({ proof }) => proof.method === 'mtls' && proof.fingerprint === fingerprint,
  );
  return Promise.resolve(whole(client));
};

/** Undefined for a header that is absent. A list is joined as Node joins those that it does not know. */
const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

const bySignature: Authenticate = async (context, { request, body }) => {
  const { method = '', url: target = '', headers } = request;
  const now = context.now();
  const idempotencyKey = textOf(headers['idempotency-key']);
  const signed = readSignedRequest({ method, target, idempotencyKey, body }, headers, now);
  if (!signed) return undefined;
  const { keyId, nonce } = signed.by;
  const client = context.clients.find(
    ({ id, proof }) =>
      proof.method === 'hmac' && (keyId === undefined || keyId === id) && signed.isSignedWith(proof.key),
  );
  if (!client) return undefined;
  return (await useOnce(context.db, client.id, `msg:${nonce}`, now + 2 * TOLERANCE_SECONDS * 1000))
    ? whole(client)
    : undefined;
};

const byStaticToken: Authenticate = (context, { request }) => {
  // GitLab sends the bare token; other callers of its contract say Bearer.
  const given = digestOf((request.headers.authorization ?? '').replace(/^Bearer /i, ''));
  const client = context.clients.find(
    ({ proof }) => proof.method === 'gitlab' && timingSafeEqual(proof.digest, given),
  );
  return Promise.resolve(whole(client));
};

/** Ways to prove who one is, strongest first; the static token opens GitLab's two addresses only. */
const WAYS: Readonly<Record<'client' | 'gitlab', readonly Authenticate[]>> = {
  client: [byAccessToken, byCertificate, bySignature],
  gitlab: [byAccessToken, byCertificate, bySignature, byStaticToken],
};

/** Finds out who calls; refuses with `unauthenticated`, or with `policy-denied` when the scope is missing. */
export async function authenticate(
  context: BrokerContext,
  call: Call,
  kind: 'client' | 'gitlab',
  scope: Scope,
): Promise<Client> {
  for (const way of WAYS[kind]) {
    const identity = await way(context, call);
    if (!identity) continue;
    if (identity.scopes.has(scope)) return identity.client;
    throw refuse('policy-denied', `The client needs the scope ${scope}.`);
  }
  throw refuse('unauthenticated', 'Use an access token, a client certificate or a signed request.');
}
