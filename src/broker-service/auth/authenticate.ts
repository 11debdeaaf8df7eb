import { timingSafeEqual } from 'node:crypto';
import { checkWebhook, TOLERANCE_SECONDS } from '../../base/standard-webhooks.ts';
import { signedText } from '../../broker-contract/signed-text.ts';
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

const bySignature: Authenticate = async (context, { request, body }) => {
  if (request.headers['webhook-signature'] === undefined) return undefined;
  const text = signedText(request.method ?? '', request.url ?? '', body);
  const now = context.now();
  const client = context.clients.find(
    ({ proof }) =>
      proof.method === 'hmac' && checkWebhook(proof.key, request.headers, text, now) === undefined,
  );
  if (!client) return undefined;
  const id = String(request.headers['webhook-id']);
  return (await useOnce(context.db, client.id, `msg:${id}`, now + 2 * TOLERANCE_SECONDS * 1000))
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
  throw refuse('unauthenticated', 'Use an access token, a client certificate or a signed message.');
}
