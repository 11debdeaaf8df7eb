import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { openConnection, type Connection } from '../../../src/broker-client/connection.ts';
import { createRemoteBroker } from '../../../src/broker-client/remote-broker.ts';
import type { Outcome } from '../../../src/broker/broker.ts';
import {
  sendJson,
  startScriptedServer,
  type Received,
  type ScriptedServer,
} from '../broker/scripted-server.ts';

type Script = (request: Received, response: ServerResponse) => void;

const keys = deriveKeys(randomBytes(32));
const id = randomUUID();
const token = randomBytes(20).toString('hex');
const credential = { secret: new Secret(token), provider: 'github', type: 'github-pat-classic' };
const trust = { issuers: [], servers: [] };
const leak = {
  installationId: 1,
  owner: 'octo',
  repository: 'app',
  private: true,
  detectedAt: new Date('2026-11-25T04:00:00Z'),
  reference: randomUUID(),
};

let server: ScriptedServer;
let connection: Connection;
let jwk: JWK;
/** Answers of the broker, in order; the last one stays. */
let scripts: Script[] = [];

beforeAll(async () => {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', use: 'enc', alg: 'ECDH-ES+A256KW' };
  server = await startScriptedServer((request, response) => {
    if (request.path === '/v1/jwks.json') return sendJson(response, 200, { keys: [jwk] });
    const script = scripts.length > 1 ? scripts.shift() : scripts[0];
    script?.(request, response);
  });
  connection = openConnection(server.origin, { method: 'hmac', key: randomBytes(32) });
});
afterEach(() => {
  scripts = [];
});
afterAll(async () => {
  await connection.close();
  await server.close();
});

const revocation = (state: string, more: object = {}) => ({
  id,
  state,
  terminal: false,
  timeline: [],
  ...more,
});
const answer =
  (status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): Script =>
  (_request, response) =>
    sendJson(response, status, json, headers);
const problem = (status: number, name: string, headers: Readonly<Record<string, string>> = {}): Script =>
  answer(status, { type: `urn:broker:${name}`, title: 't', status, retryable: false }, headers);

function revoke(more: Partial<typeof credential> = {}): Promise<Outcome> {
  const broker = createRemoteBroker({
    connection,
    url: server.origin,
    auth: { method: 'hmac', key: randomBytes(32) },
    keys,
    looks: [1, 1],
  });
  return broker.revoke({ ...credential, ...more }, trust, { leak });
}

describe('createRemoteBroker', () => {
  it('sends the value sealed, with a key that is the same for the same request', async () => {
    scripts = [answer(202, revocation('revoked_verified', { terminal: true, adapter: 'github' }))];
    const first = server.requests.length;
    expect(await revoke()).toMatchObject({ state: 'revoked_verified', adapter: 'github' });
    await revoke();
    await revoke({ type: 'github-oauth' });
    const posts = server.requests.slice(first).filter(({ method }) => method === 'POST');
    const [one, two, three] = posts.map(({ headers }) => headers['idempotency-key']);
    expect(one).toBe(two);
    expect(one).not.toBe(three);
    expect(posts[0]?.body).not.toBe(posts[1]?.body);
    expect(JSON.stringify(posts)).not.toContain(token);
  });

  it('looks again until it has ended', async () => {
    scripts = [
      answer(202, revocation('queued')),
      answer(200, revocation('in_progress')),
      answer(200, revocation('already_inactive', { terminal: true })),
    ];
    expect((await revoke()).state).toBe('already_inactive');
  });

  it('asks anew once the time has come that the broker named, and not before', async () => {
    const before = server.requests.length;
    const unsupported = (lookAgainAt: Date) =>
      answer(200, revocation('unsupported', { terminal: true, look_again_at: lookAgainAt.toISOString() }));
    const later = new Date(Date.now() + 3_600_000);
    scripts = [unsupported(later)];
    expect(await revoke()).toMatchObject({ state: 'unsupported', lookAgainAt: later });
    scripts = [unsupported(new Date(1)), answer(202, revocation('expired', { terminal: true }))];
    expect((await revoke()).state).toBe('expired');
    const keysUsed = server.requests
      .slice(before)
      .flatMap(({ path, headers }) => (path === '/v1/revocations' ? [headers['idempotency-key']] : []));
    expect(keysUsed).toEqual([keysUsed[0], keysUsed[0], expect.not.stringMatching(String(keysUsed[0]))]);
    expect(keysUsed[2]).toMatch(/^[\w.:-]{16,128}$/);
  });

  it('calls what is still under way pending, not failed for good', async () => {
    scripts = [answer(202, revocation('in_progress', { retry_after: 7 }))];
    expect(await revoke()).toMatchObject({ pending: true, retryable: true, retryAfterMs: 7000 });
  });

  it.each<[string, Script, Partial<Outcome>]>([
    [
      'an unknown state',
      answer(202, revocation('exploded', { terminal: true })),
      { state: 'failed', retryable: true },
    ],
    ['an id that is none', answer(202, revocation('failed', { id: '../../x' })), { state: 'failed' }],
    [
      'a page of HTML',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      { state: 'failed', retryable: true },
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
      { state: 'failed' },
    ],
    [
      '503 and when to come again',
      problem(503, 'upstream-unavailable', { 'retry-after': '9' }),
      { state: 'failed', retryable: true, retryAfterMs: 9000 },
    ],
    [
      '429 of a proxy',
      answer(429, 'slow down', { 'retry-after': '3' }),
      { state: 'failed', retryable: true, retryAfterMs: 3000 },
    ],
    [
      'a page of 502',
      (_, response) => response.writeHead(502).end('<html>'),
      { state: 'failed', retryable: true },
    ],
    ['401', problem(401, 'unauthenticated'), { state: 'failed', retryable: false }],
    ['403', problem(403, 'policy-denied'), { state: 'denied_by_policy' }],
    ['a reserved issuer', problem(422, 'untrusted-issuer'), { state: 'untrusted_issuer' }],
    ['409', problem(409, 'idempotency-conflict'), { state: 'failed', retryable: false }],
    ['an unknown type', problem(422, 'unsupported-type'), { state: 'manual_required' }],
    ['a pause', answer(202, revocation('approval_needed')), { state: 'approval_needed' }],
    ['a broken connection', (_, response) => void response.destroy(), { state: 'failed', retryable: true }],
  ])('understands %s', async (_what, script, outcome) => {
    scripts = [script];
    const got = await revoke();
    expect(got).toMatchObject(outcome);
    expect(JSON.stringify(got)).not.toContain(token);
  });

  it('fetches the keys again once when the broker cannot read the value', async () => {
    const before = server.requests.filter(({ path }) => path === '/v1/jwks.json').length;
    scripts = [
      problem(422, 'bad-credential-encoding'),
      answer(202, revocation('expired', { terminal: true })),
    ];
    expect((await revoke()).state).toBe('expired');
    expect(server.requests.filter(({ path }) => path === '/v1/jwks.json')).toHaveLength(before + 2);
    scripts = [problem(422, 'bad-credential-encoding')];
    expect(await revoke()).toMatchObject({ state: 'failed', retryable: false });
  });

  it('shows nothing that a broker could hide in its sentence', async () => {
    const explanation = 'Done\u202e\u0000.';
    scripts = [answer(202, revocation('failed', { terminal: true, explanation }))];
    expect((await revoke()).explanation).toBe('Done··.');
  });

  it('asks nothing without knowing where the leak is', async () => {
    const before = server.requests.length;
    const broker = createRemoteBroker({
      connection,
      url: server.origin,
      auth: { method: 'hmac', key: randomBytes(32) },
      keys,
    });
    expect(await broker.revoke(credential, trust)).toMatchObject({ state: 'failed', retryable: false });
    expect(server.requests).toHaveLength(before);
  });
});
