import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, importJWK, SignJWT } from 'jose';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { copyDatabaseTemplate } from '../../demo/world/server-process.ts';
import { OPERATIONS } from '../../src/broker-contract/operations.ts';
import { createKeyring } from '../../src/broker-service/keys/keyring.ts';
import { deriveBrokerKeys } from '../../src/broker-service/keys/own-keys.ts';
import { openBrokerStore } from '../../src/broker-service/store/open-broker-store.ts';
import {
  callBroker,
  idempotencyKey,
  proveByBearer,
  proveByHmac,
  type BrokerCaller,
} from '../support/broker/caller.ts';
import { hostileProviders, type Behaviour } from '../support/broker/hostile-provider.ts';
import { openApiErrors } from '../support/broker/openapi-errors.ts';
import { githubPat } from '../support/credentials.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from '../unit/broker/scripted-server.ts';

const DAY_MS = 86_400_000;
const clientKey = randomBytes(32);
const master = randomBytes(32);
const keys = deriveBrokerKeys(master);
const dataDir = mkdtempSync(join(tmpdir(), 'rekey-broker-bad-'));
/** Every value that the broker was told. */
const values: string[] = [];
/** How the provider answers about a token. */
const behaviours = new Map<string, Behaviour>();

let provider: ScriptedServer;
let elsewhere: ScriptedServer;
let broker: BrokerProcess;
let app: BrokerCaller;
/** A JWE to a key that the broker had forty days ago. */
let expiredJwe = '';

async function sealForOldKey(value: string): Promise<string> {
  copyDatabaseTemplate(dataDir, 'empty');
  const store = await openBrokerStore({ dataDir, key: master });
  const long = createKeyring({ db: store.db, keys, now: () => Date.now() - 40 * DAY_MS });
  const [key] = await long.offered();
  await store.close();
  if (!key) throw new Error('no key');
  return new CompactEncrypt(Buffer.from(value))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: key.kid })
    .encrypt(await importJWK(key, 'ECDH-ES+A256KW'));
}

beforeAll(async () => {
  elsewhere = await startScriptedServer((_request, response) => sendJson(response, 200, {}));
  provider = await startScriptedServer(({ path, headers, body }, response) => {
    const sent = `${String(headers['authorization'])}${body}`;
    const token = values.find((value) => sent.includes(value)) ?? '';
    const behave = behaviours.get(token) ?? ((to) => to.writeHead(404).end());
    behave(response, token, path === '/credentials/revoke');
  });
  expiredJwe = await sealForOldKey(newValue());
  broker = await startBrokerProcess({
    dataDir,
    key: master.toString('base64'),
    githubApiUrl: provider.origin,
    egressAllow: '127.0.0.1',
    logLevel: 'trace',
    environment: { CLIENT: clientKey.toString('base64') },
    clients: {
      clients: { app: { method: 'hmac', secret: { env: 'CLIENT' }, owners: ['octo'] } },
      breaker: { credentials: 1000 },
    },
  });
  app = await callBroker(broker.url, proveByHmac(clientKey));
});
afterAll(async () => {
  await broker.stop();
  await Promise.all([provider.close(), elsewhere.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

function newValue(behave?: Behaviour): string {
  const value = githubPat();
  values.push(value);
  if (behave) behaviours.set(value, behave);
  return value;
}

const GREEN = ['revoked_verified', 'disabled_verified', 'already_inactive', 'expired'];

describe('a provider that answers with', () => {
  it('the value in every answer still has it revoked, and is repeated nowhere', async () => {
    let isDead = false;
    const value = newValue((response, token, isRevocation) => {
      if (isRevocation) isDead = true;
      const status = isRevocation ? 202 : isDead ? 401 : 200;
      sendJson(response, status, { login: token, type: token, name: token }, { 'x-echo': token });
    });
    const { credential } = await app.body(value);
    const { json } = await app.call('POST', '/v1/credentials/describe', {
      json: { credential, owner: 'octo' },
    });
    expect(json).toMatchObject({ active: true, owner: '[redacted]' });
    const answer = await app.revoke(await app.body(value), idempotencyKey(), { prefer: 'wait=5' });
    expect(answer.json).toMatchObject({ state: 'revoked_verified' });
  });

  it.each(hostileProviders(() => elsewhere.origin))(
    '%s is no proof of anything, and repeated nowhere',
    async (_what, behave) => {
      const value = newValue(behave);
      const body = await app.body(value);
      const [answer, described] = await Promise.all([
        app.revoke(body, idempotencyKey(), { prefer: 'wait=1' }),
        app.call('POST', '/v1/credentials/describe', {
          json: { credential: body['credential'], owner: 'octo' },
        }),
      ]);
      expect(answer.status).toBe(202);
      expect(GREEN).not.toContain(answer.json['state']);
      expect(described.status).toBe(200);
      expect(`${answer.text}${described.text}`).not.toContain(value);
      expect(elsewhere.requests).toEqual([]);
    },
  );
});

describe('keys that have expired', () => {
  it('a value that was sealed to one is not read: fetch the keys again', async () => {
    const body = await app.body(newValue(), { credential: { jwe: expiredJwe } });
    const { status, json } = await app.revoke(body);
    expect([status, json['type']]).toEqual([422, 'urn:broker:bad-credential-encoding']);
    expect(json['detail']).toMatch(/fetch the keys again/);
  });

  it.each<[string, number, number, number]>([
    ['that has not', 0, 300, 200],
    ['that has', -301, -1, 401],
  ])('an access token %s is taken or refused', async (_what, issued, expires, status) => {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ scope: 'revoke describe' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(broker.url)
      .setAudience(broker.url)
      .setSubject('app')
      .setJti(randomUUID())
      .setIssuedAt(now + issued)
      .setExpirationTime(now + expires)
      .sign(keys.session);
    expect((await app.as(proveByBearer(token)).call('GET', '/v1/capabilities')).status).toBe(status);
  });
});

describe('a request with', () => {
  const texts = ['\u0000', 'a\u0000b', '\ud800', '\udfff x', '\u202e', '__proto__', '%00', '\u{1f512}'];
  const places: readonly (readonly [string, (text: string) => Readonly<Record<string, unknown>>])[] = [
    ['the provider', (text) => ({ credential: { provider: text } })],
    ['the client id', (text) => ({ credential: { client_id: text } })],
    ['the public half', (text) => ({ credential: { key_id: text } })],
    ['the resource', (text) => ({ credential: { resource: `https://mcp.acme.dev/${text}` } })],
    ['the environment', (text) => ({ environment: text })],
    ['the credential’s id', (text) => ({ credential: { credential_id: text } })],
    ['the reference', (text) => ({ reference: text })],
    ['the owner', (text) => ({ owner: text })],
    [
      'a trusted issuer',
      (text) => ({
        trust: { issuers: [{ issuer: `https://a.dev/${text}`, client_id: text }], servers: [] },
      }),
    ],
    [
      'a registered server',
      (text) => ({ trust: { issuers: [], servers: [{ url: `https://a.dev/${text}` }] } }),
    ],
    [
      'what leaked beside it',
      (text) => ({
        credential: { beside: { registration_uri: `https://a.dev/${text}` } },
      }),
    ],
  ];
  it.each(places)('strange text for %s is taken or refused, and never an error', async (_what, at) => {
    for (const text of texts) {
      const { status } = await app.revoke(await app.body(newValue(), at(text)));
      expect([text, [202, 403, 422].includes(status) ? 'right' : status]).toEqual([text, 'right']);
    }
  });

  it.each<[string, (value: string) => object]>([
    ['the resource', (value) => ({ resource: `https://mcp.acme.dev/?key=${value}` })],
    ['the client id', (value) => ({ client_id: value })],
    ['the issuer', (value) => ({ issuer: `https://auth.acme.dev/${value}` })],
  ])('the value in clear in %s is refused', async (_what, at) => {
    const value = newValue();
    const body = await app.body(value, { credential: at(value) });
    const answers = [
      await app.revoke(body),
      await app.call('POST', '/v1/credentials/describe', {
        json: { credential: body['credential'], owner: 'octo' },
      }),
    ];
    for (const { status, json } of answers)
      expect([status, json['type']]).toEqual([422, 'urn:broker:bad-credential-encoding']);
  });

  it('strange text inside the seal is refused or taken, and never an error', async () => {
    for (const value of [...texts, `${githubPat()}\u0000`, 'x'.repeat(16_384), `{"a":"${githubPat()}"}`]) {
      const { status } = await app.revoke(await app.body(value));
      expect([value.slice(0, 50), status]).toEqual([value.slice(0, 50), 422]);
    }
  });

  const posts = OPERATIONS.filter(({ method }) => method === 'POST').map(({ path }) => path);
  it.each(posts)('10 MB for %s is refused before it is read', async (path) => {
    const target = path.replaceAll(/\{\w+\}/g, 'ab'.repeat(32));
    const sent = await new Promise<number>((done, fail) => {
      const call = httpRequest(`${broker.url}${target}`, {
        method: 'POST',
        headers: { 'content-length': '10485760', 'content-type': 'application/json' },
      });
      call.on('error', fail);
      call.on('response', (response) => {
        done(response.statusCode ?? 0);
        call.destroy();
      });
      call.flushHeaders();
    });
    expect(sent).toBe(413);
  });

  it('JSON as deep as it is long is refused', async () => {
    for (const text of [
      '['.repeat(60_000),
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      '{"a":'.repeat(10_000),
    ]) {
      const headers = { 'idempotency-key': idempotencyKey() };
      const { status } = await app.call('POST', '/v1/revocations', { body: text, headers });
      expect([400, 422]).toContain(status);
    }
  });
});

describe('after all that', () => {
  it('the broker is as it was, and kept to its contract, which is valid', async () => {
    expect((await fetch(`${broker.url}/readyz`)).status).toBe(200);
    expect(app.violations).toEqual([]);
    const { json } = await app.call('GET', '/v1/openapi.json');
    expect(await openApiErrors(json)).toEqual([]);
  });

  it('no value is in a log, an answer, or in clear in a row', async () => {
    await broker.kill();
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const bytes = files.map((one) => readFileSync(join(one.parentPath, one.name)).toString('latin1'));
    const texts = [broker.output(), ...app.answers, ...bytes];
    expect(values.filter((value) => texts.some((text) => text.includes(value)))).toEqual([]);
    expect(values.length).toBeGreaterThan(60);
    expect(files.length).toBeGreaterThan(10);
  });
});
