import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { openConnection, type Connection } from '../../../src/broker-client/connection.ts';
import { createRemoteBroker } from '../../../src/broker-client/remote-broker.ts';
import { createRemoteSuccessors } from '../../../src/broker-client/rotate-remotely.ts';
import type { LeakedCredential } from '../../../src/broker/broker.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from '../broker/scripted-server.ts';

type Answer = (response: ServerResponse) => void;

const keys = deriveKeys(randomBytes(32));
const auth = { method: 'hmac', key: randomBytes(32) } as const;
/** One that another text writes otherwise: an address has it encoded. */
const token = `${randomBytes(20).toString('hex')}+/=`;
const refreshToken = randomBytes(24).toString('base64url');
const credential: LeakedCredential = {
  secret: new Secret(token),
  provider: 'mcp',
  type: 'mcp-access-token',
  scope: 'octo',
  beside: { refreshToken: new Secret(refreshToken) },
};
const trust = { issuers: [], servers: [] };
const leak = {
  installationId: 1,
  owner: 'octo',
  repository: 'app',
  private: true,
  detectedAt: new Date('2026-11-25T04:00:00Z'),
  reference: randomUUID(),
};
const target = { kind: 'sealed_box', keyId: '1', publicKey: `${'A'.repeat(43)}=` } as const;

let server: ScriptedServer;
let elsewhere: ScriptedServer;
/** One that gives up soon, and one that waits as the App does. */
let hasty: Connection;
let patient: Connection;
let jwk: JWK;
let answer: Answer;
/** How it answers when it is asked for its keys; undefined for as it should. */
let answerKeys: Answer | undefined;

beforeAll(async () => {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', use: 'enc', alg: 'ECDH-ES+A256KW' };
  elsewhere = await startScriptedServer((_request, response) => sendJson(response, 200, {}));
  server = await startScriptedServer(({ path }, response) => {
    if (path !== '/v1/jwks.json') return answer(response);
    if (answerKeys) return answerKeys(response);
    sendJson(response, 200, { keys: [jwk] });
  });
  hasty = openConnection(server.origin, auth, 400);
  patient = openConnection(server.origin, auth);
});
beforeEach(() => {
  answerKeys = undefined;
});
afterAll(async () => {
  await Promise.all([hasty.close(), patient.close()]);
  await Promise.all([server.close(), elsewhere.close()]);
});

/** Everything that the App asks of a broker. */
async function askAll(connection: Connection = patient) {
  const broker = createRemoteBroker({ connection, url: server.origin, auth, keys, looks: [1] });
  const successors = createRemoteSuccessors({ connection, url: server.origin, auth, keys });
  return {
    outcome: await broker.revoke(credential, trust, { leak }),
    description: await broker.describe?.(credential, trust),
    successor: await successors.ask({ credential, leak, target, overlapSeconds: 0 }, randomUUID()),
    canReplace: await successors.canReplace('github', 'github-pat-classic'),
  };
}

/** Bytes that were sent of bodies without an end. */
let sent = 0;
const endless = (response: ServerResponse) => {
  const timer = setInterval(() => {
    sent += 65_536;
    response.write('x'.repeat(65_536));
  }, 1);
  response.on('close', () => clearInterval(timer));
  response.writeHead(200, { 'content-type': 'application/json' });
};
const slowly = (response: ServerResponse) => {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
  response.writeHead(200, { 'content-type': 'application/json' });
};
const whole = (response: ServerResponse, type: string, body: string) =>
  void response.writeHead(200, { 'content-type': type }).end(body);

const HOSTILE: readonly (readonly [string, Answer])[] = [
  ['10 MB of JSON', (response) => whole(response, 'application/json', `{"x":"${'x'.repeat(10_485_760)}"}`)],
  ['a body without an end', endless],
  ['a body that drips', slowly],
  ['nothing, ever', () => undefined],
  ['HTML', (response) => whole(response, 'text/html', `<html>${token}</html>`)],
  ['half of a JSON text', (response) => whole(response, 'application/json', '{"id":"')],
  ['JSON as deep as it is long', (response) => whole(response, 'application/json', '['.repeat(500_000))],
  [
    'a closed JSON text as deep as it is long',
    (response) => whole(response, 'application/json', `${'['.repeat(400_000)}${']'.repeat(400_000)}`),
  ],
  ['null', (response) => sendJson(response, 200, null)],
  ['headers that are too long', (response) => sendJson(response, 200, {}, { 'x-much': 'x'.repeat(100_000) })],
  ['a reset connection', (response) => void response.destroy()],
  ...[301, 302, 303, 307, 308].map((status): readonly [string, Answer] => [
    `a redirect by ${status}`,
    (response) => void response.writeHead(status, { location: `${elsewhere.origin}/v1/revocations` }).end(),
  ]),
];

describe('a broker that answers with', () => {
  it.each(HOSTILE)('%s is not believed, not followed and not waited for', async (_what, script) => {
    answer = script;
    const began = Date.now();
    const got = await askAll(hasty);
    expect(got.outcome).toMatchObject({ state: 'failed', adapter: 'broker', retryable: true });
    expect(got.description).toMatchObject({ active: null, source: 'offline' });
    expect(['unreachable', { refused: expect.any(String) }]).toContainEqual(got.successor);
    expect(got.canReplace).toBeUndefined();
    expect(Date.now() - began).toBeLessThan(8000);
    expect(elsewhere.requests).toEqual([]);
    expect(inspect(got, { depth: 9 })).not.toContain(token);
  });

  it.each(HOSTILE)('%s for its keys is sent no value', async (_what, script) => {
    answerKeys = script;
    answer = (response) => sendJson(response, 200, {});
    const before = server.requests.length;
    expect((await askAll(hasty)).outcome).toMatchObject({ state: 'failed', retryable: true });
    expect(server.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
    expect(elsewhere.requests).toEqual([]);
  });

  it('a body without an end is read no further than to the limit', async () => {
    answer = endless;
    sent = 0;
    await expect(patient.send({ method: 'GET', target: '/v1/capabilities' })).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
    });
    // A megabyte, and what was under way.
    expect(sent).toBeLessThan(8_388_608);
  });
});

const id = randomUUID();
const at = '2026-11-25T04:00:00.000Z';
const step = (event: string) => ({ at, event });
const revocation = (more: object) => ({ id, state: 'failed', terminal: true, timeline: [], ...more });
const encoded = encodeURIComponent(token);

describe('a broker that repeats what it was sent', () => {
  it('has it taken out of all that goes on to people', async () => {
    const text = `no: ${token} ${encoded} ${refreshToken}`;
    const tools = [{ name: refreshToken, destructive: true }];
    answer = (response) =>
      sendJson(response, 202, {
        ...revocation({
          explanation: text,
          blast: text,
          manual_url: `https://rotate.example.com/${encoded}`,
          abilities: { tools },
          timeline: [step('probe_live')],
        }),
        // The same answer is one to a rotation as well.
        provider: 'mcp',
        type: 'mcp-access-token',
        echo: text,
      });
    const revoked = await askAll();
    expect(revoked.outcome).toMatchObject({
      explanation: 'no: [redacted] [redacted] [redacted]',
      rotateUrl: 'https://rotate.example.com/[redacted]',
      abilities: { tools: [{ name: '[redacted]', destructive: true }] },
    });
    expect(revoked.successor).toMatchObject({ explanation: 'no: [redacted] [redacted] [redacted]' });
    answer = (response) =>
      sendJson(response, 200, {
        active: true,
        owner: text,
        principal_kind: 'user',
        issuer: text,
        audience: [text],
        scopes: [text],
        environment: text,
        issued_at: null,
        expires_at: null,
        last_used_at: null,
        abilities: { tools },
        source: 'provider',
      });
    const described = await askAll();
    expect(described.description).toMatchObject({
      active: true,
      owner: 'no: [redacted] [redacted] [redacted]',
      audience: ['no: [redacted] [redacted] [redacted]'],
      abilities: { tools: [{ name: '[redacted]', destructive: true }] },
    });
    const all = inspect([revoked, described], { depth: 9 });
    expect([token, encoded, refreshToken].filter((value) => all.includes(value))).toEqual([]);
  });

  it.each<[string, object]>([
    ['for the name of its adapter', { adapter: token }],
    ['for its state', { state: token }],
    ['for an event', { timeline: [step(token)] }],
    ['for an event that could be one', { timeline: [step('revoked_by_magic!')] }],
    ['for a time', { look_again_at: token }],
    ['for an address that is no page', { manual_url: `javascript:alert("${token}")` }],
    ['with a state that nobody knows', { state: 'totally_dead' }],
    ['with a sentence that is a book', { explanation: 'x'.repeat(1001) }],
    [
      'with more steps than anything takes',
      { timeline: Array.from({ length: 501 }, () => step('probe_live')) },
    ],
    ['with a thousand tools', { abilities: { tools: Array.from({ length: 1000 }, () => ({ name: 'x' })) } }],
    [
      'with a tool whose name is markup',
      { abilities: { tools: [{ name: '<img src=x onerror=alert(1)>' }] } },
    ],
  ])('%s is not believed', async (_what, more) => {
    answer = (response) => sendJson(response, 202, revocation({ state: 'revoked_verified', ...more }));
    const { outcome } = await askAll();
    expect(outcome).toMatchObject({ state: 'failed', adapter: 'broker', retryable: true });
    expect(JSON.stringify(outcome)).not.toContain(token);
  });
});
