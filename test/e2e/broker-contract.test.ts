import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import {
  callBroker,
  idempotencyKey,
  proveByBearer,
  proveByHmac,
  type BrokerCaller,
} from '../support/broker/caller.ts';
import { startFakeGitHub, type FakeGitHub } from '../support/broker/fake-github.ts';
import { githubPat } from '../support/credentials.ts';
import { until } from '../support/until.ts';

const hmacKey = randomBytes(32);
const otherKey = randomBytes(32);
const operatorKey = randomBytes(32);
const gitlabToken = randomBytes(20).toString('hex');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** Every value that the broker was told; none may come back or be written. */
const secrets: string[] = [];

let github: FakeGitHub;
let broker: BrokerProcess;
let app: BrokerCaller;

beforeAll(async () => {
  github = await startFakeGitHub();
  broker = await startBrokerProcess({
    githubApiUrl: github.origin,
    egressAllow: '127.0.0.1',
    logLevel: 'debug',
    environment: {
      HMAC: hmacKey.toString('base64'),
      OTHER: otherKey.toString('base64'),
      OPERATOR: operatorKey.toString('base64'),
      GITLAB: gitlabToken,
      PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    clients: {
      clients: {
        app: { method: 'hmac', secret: { env: 'HMAC' }, owners: ['octo'], installations: [7] },
        other: { method: 'hmac', secret: { env: 'OTHER' }, owners: ['*'], scopes: ['revoke', 'rotate'] },
        keyed: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['octo'] },
        operator: { method: 'hmac', secret: { env: 'OPERATOR' }, owners: ['octo'], scopes: ['operate'] },
        gitlab: { method: 'gitlab', token: { env: 'GITLAB' }, owners: ['octo'] },
      },
      reserved: [
        { type: 'stripe/*', owners: ['acme'] },
        { issuer: 'https://auth.acme.dev', owners: ['acme'] },
      ],
      breaker: { credentials: 1000 },
      intake: {
        github: {
          owner: 'octo',
          types: { acme_github_token: 'github/github-pat-classic' },
          keys_url: `${github.origin}/meta/public_keys/secret_scanning`,
        },
      },
    },
  });
  app = await callBroker(broker.url, proveByHmac(hmacKey));
});
afterAll(async () => {
  await broker.stop();
  await github.close();
});

function newToken(): string {
  const token = githubPat();
  secrets.push(token);
  github.live.add(token);
  return token;
}

const body = (value: string, more: Readonly<Record<string, unknown>> = {}) =>
  app.body(value, { installation: 7, ...more });
const problem = (name: string) => `urn:broker:${name}`;

const gitlab = () => app.as(() => ({ authorization: gitlabToken }));
const sendAlert = (text: string, headers: Readonly<Record<string, string>>) =>
  app.as(() => headers).call('POST', '/v1/intake/github', { body: text });
const alertOf = (token: string, type = 'acme_github_token') =>
  JSON.stringify([{ token, type, url: 'https://github.com/o/r/blob/abc/f.txt', source: 'content' }]);
const entry = (token: unknown, type: unknown = 'acme_github_token') => ({
  token,
  type,
  url: '',
  source: 'content',
});
const labelOf = (token: string, label: string) => ({
  token_hash: createHash('sha256').update(token).digest('hex'),
  token_type: 'acme_github_token',
  label,
});

describe('POST /v1/revocations', () => {
  it('ends exactly the leaked token of two, and tells how it was proved', async () => {
    const [leaked, kept] = [newToken(), newToken()];
    const answer = await app.revoke(await body(leaked, { reference: 'incident-1' }));
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/revocations/${String(answer.json['id'])}`);
    const ended = await app.ended(answer.json['id']);
    expect(ended).toMatchObject({ state: 'revoked_verified', adapter: 'github', reference: 'incident-1' });
    expect(ended.timeline.map(({ event }) => event)).toEqual([
      'probe_live',
      'revocation_sent',
      'revocation_accepted',
      'probe_dead',
      'revoked_verified',
    ]);
    expect([github.live.has(leaked), github.live.has(kept)]).toEqual([false, true]);
  });

  it('holds its answer back until the end when the client prefers that', async () => {
    const answer = await app.revoke(await body(newToken()), idempotencyKey(), { prefer: 'wait=5' });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ state: 'revoked_verified', terminal: true });
  });

  it('answers the same key with the current state, and another request under it with a conflict', async () => {
    const [key, token] = [idempotencyKey(), newToken()];
    const first = await app.revoke(await body(token), key, { prefer: 'wait=5' });
    const sent = github.requests.filter(({ path }) => path === '/credentials/revoke').length;
    // The JWE differs each time; the request does not.
    const again = await app.revoke(await body(token), key);
    expect(again.status).toBe(200);
    expect(again.json).toMatchObject({ id: first.json['id'], state: 'revoked_verified' });
    const conflict = await app.revoke(await body(newToken()), key);
    expect([conflict.status, conflict.json['type']]).toEqual([409, problem('idempotency-conflict')]);
    const changed = await app.revoke(await body(token, { action: 'revoke' }), key);
    expect(changed.status).toBe(409);
    expect(github.requests.filter(({ path }) => path === '/credentials/revoke')).toHaveLength(sent);
  });

  it('does nothing in a dry run but look', async () => {
    const token = newToken();
    const { json } = await app.revoke(await body(token, { action: 'dry_run' }), idempotencyKey(), {
      prefer: 'wait=5',
    });
    expect(json).toMatchObject({ state: 'dry_run', terminal: true });
    expect(github.live.has(token)).toBe(true);
  });

  it('tells a dead credential from one that it ended', async () => {
    const token = newToken();
    github.live.delete(token);
    const { json } = await app.revoke(await body(token), idempotencyKey(), { prefer: 'wait=5' });
    expect(json['state']).toBe('already_inactive');
  });

  it('keeps the revocations of one client from another', async () => {
    const { json } = await app.revoke(await body(newToken()), idempotencyKey(), { prefer: 'wait=5' });
    const seen = await app.as(proveByHmac(otherKey)).call('GET', `/v1/revocations/${String(json['id'])}`);
    expect(seen.status).toBe(404);
    expect((await app.call('GET', '/v1/revocations/not-an-id')).status).toBe(404);
  });
});

describe('bad input', () => {
  it.each<[string, number, string, Readonly<Record<string, unknown>>]>([
    [
      'an unknown type',
      422,
      'unsupported-type',
      { credential: { provider: 'nobody', type: 'no-such-token' } },
    ],
    [
      'a token of another format than said',
      422,
      'bad-credential-encoding',
      { credential: { type: 'github-oauth' } },
    ],
    ['an owner that is not the client’s', 403, 'policy-denied', { owner: 'acme' }],
    ['an installation that is not the client’s', 403, 'policy-denied', { installation: 8 }],
    [
      'a reserved type',
      403,
      'policy-denied',
      { credential: { provider: 'stripe', type: 'stripe-secret-key' } },
    ],
    [
      'a reserved issuer',
      422,
      'untrusted-issuer',
      { trust: { issuers: [{ issuer: 'https://auth.acme.dev', client_id: 'x' }], servers: [] } },
    ],
    ['an unknown member', 422, 'invalid-request', { surprise: 1 }],
    ['an action that does not exist', 422, 'invalid-request', { action: 'explode' }],
    [
      'an address with a password',
      422,
      'invalid-request',
      { credential: { resource: 'https://a:b@mcp.acme.dev/' } },
    ],
    ['no JWE at all', 422, 'invalid-request', { credential: { jwe: undefined } }],
    ['text in place of a JWE', 422, 'invalid-request', { credential: { jwe: 'hello' } }],
    ['a JWE of garbage', 422, 'bad-credential-encoding', { credential: { jwe: 'e30.e30.e30.e30.e30' } }],
  ])('refuses %s', async (_what, status, name, more) => {
    const answer = await app.revoke(await body(newToken(), more));
    expect([answer.status, answer.json['type'], answer.json['retryable']]).toEqual([
      status,
      problem(name),
      false,
    ]);
  });

  it('refuses a bare token from a client without a certificate', async () => {
    const token = newToken();
    const answer = await app.revoke(await body(token, { credential: { jwe: undefined, token } }));
    expect([answer.status, answer.json['type']]).toEqual([422, problem('bad-credential-encoding')]);
  });

  it('tells a client whose key is unknown or expired to fetch the keys again', async () => {
    const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
    const jwe = await new CompactEncrypt(Buffer.from(newToken()))
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: randomUUID() })
      .encrypt(publicKey);
    const { status, json } = await app.revoke(await body(newToken(), { credential: { jwe } }));
    expect([status, json['type']]).toEqual([422, problem('bad-credential-encoding')]);
    expect(json['detail']).toMatch(/fetch the keys again/);
  });

  it('refuses a request without a key, and a key that is none', async () => {
    const request = await body(newToken());
    expect((await app.call('POST', '/v1/revocations', { json: request })).status).toBe(400);
    expect((await app.revoke(request, 'short')).status).toBe(400);
  });

  it.each(['', '{', '[]', 'null', '"text"', '\u0000', '{"credential":'])(
    'refuses the body %j',
    async (text) => {
      const answer = await app.call('POST', '/v1/revocations', {
        body: text || ' ',
        headers: { 'idempotency-key': idempotencyKey() },
      });
      expect([400, 422]).toContain(answer.status);
    },
  );

  it('refuses 10 MB early, whether the length is said or not', async () => {
    const whole = 10_485_760;
    /** Sends until the answer comes; resolves with its status and how much was sent by then. */
    const send = (headers: Readonly<Record<string, string>>, chunkBytes: number) =>
      new Promise<{ status: number; sent: number }>((done, fail) => {
        let sent = 0;
        const call = httpRequest(`${broker.url}/v1/revocations`, { method: 'POST', headers });
        call.on('response', (response) => {
          clearInterval(timer);
          done({ status: response.statusCode ?? 0, sent });
          response.resume();
          call.destroy();
        });
        call.on('error', fail);
        call.flushHeaders();
        const timer = setInterval(() => {
          if (chunkBytes === 0 || sent >= whole) return;
          call.write(Buffer.alloc(chunkBytes, 'x'));
          sent += chunkBytes;
        }, 2);
      });
    expect(await send({ 'content-length': String(whole) }, 0)).toEqual({ status: 413, sent: 0 });
    const unsaid = await send({ 'transfer-encoding': 'chunked' }, 16_384);
    expect(unsaid.status).toBe(413);
    expect(unsaid.sent).toBeLessThan(whole / 4);
    // One who sends everything before it listens gets the answer as well.
    const { status, json } = await app.call('POST', '/v1/revocations', { body: 'x'.repeat(whole) });
    expect([status, json['type']]).toEqual([413, problem('too-large')]);
  });

  it('knows its addresses and their methods', async () => {
    expect((await app.call('GET', '/v1/nothing')).status).toBe(404);
    const answer = await app.call('GET', '/v1/revocations');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('authentication', () => {
  const target = '/v1/capabilities';
  const signed = (key: Buffer, at?: number, path = target) => proveByHmac(key, at)('GET', path, '', {});

  it('takes a signature once', async () => {
    const headers = signed(hmacKey);
    const caller = app.as(() => headers);
    expect((await caller.call('GET', target)).status).toBe(200);
    expect((await caller.call('GET', target)).status).toBe(401);
  });

  it.each<[string, () => Readonly<Record<string, string>>]>([
    ['nothing', () => ({})],
    ['a forged signature', () => signed(randomBytes(32))],
    ['an old signature', () => signed(hmacKey, Date.now() - 301_000)],
    ['a signature of the future', () => signed(hmacKey, Date.now() + 301_000)],
    ['a signature of another address', () => signed(hmacKey, undefined, '/v1/breakers')],
    ['a made-up access token', () => ({ authorization: `Bearer ${randomBytes(30).toString('hex')}` })],
    ['GitLab’s token outside of GitLab’s addresses', () => ({ authorization: gitlabToken })],
  ])('refuses %s', async (_what, headers) => {
    const { status, json } = await app.as(headers).call('GET', target);
    expect([status, json['type']]).toEqual([401, problem('unauthenticated')]);
  });

  it('lets nobody do what his scopes do not say', async () => {
    const { status, json } = await app.as(proveByHmac(operatorKey)).call('GET', target);
    expect([status, json['type']]).toEqual([403, problem('policy-denied')]);
    expect((await app.call('GET', '/v1/breakers')).status).toBe(403);
  });

  interface Assertion {
    readonly claims?: JWTPayload;
    readonly seconds?: number;
    readonly form?: Readonly<Record<string, string>>;
  }

  async function askToken({ claims = {}, seconds = 60, form = {} }: Assertion, reuse?: string) {
    const assertion =
      reuse ??
      (await new SignJWT({ iss: 'keyed', sub: 'keyed', aud: broker.url, jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(pair.privateKey));
    const fields = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      ...form,
    });
    const answer = await app
      .as(() => ({ 'content-type': 'application/x-www-form-urlencoded' }))
      .call('POST', '/oauth/token', { body: fields.toString() });
    return { ...answer, assertion };
  }

  it('gives an access token for a signed assertion, good for five minutes at most', async () => {
    const { status, json } = await askToken({});
    expect(status).toBe(200);
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'revoke describe' });
    const caller = app.as(proveByBearer(String(json['access_token'])));
    expect((await caller.call('GET', target)).status).toBe(200);
    const narrow = await askToken({ form: { scope: 'describe' } });
    expect(narrow.json['scope']).toBe('describe');
    expect(
      (await app.as(proveByBearer(String(narrow.json['access_token']))).call('GET', target)).status,
    ).toBe(403);
  });

  it('refuses an assertion that was used before', async () => {
    const first = await askToken({});
    const second = await askToken({}, first.assertion);
    expect([second.status, second.json['error']]).toEqual([401, 'invalid_client']);
  });

  it.each<[string, Assertion, number, string]>([
    ['another broker', { claims: { aud: 'https://broker.example.com' } }, 401, 'invalid_client'],
    ['an unknown client', { claims: { iss: 'stranger', sub: 'stranger' } }, 401, 'invalid_client'],
    ['another issuer than subject', { claims: { iss: 'app' } }, 401, 'invalid_client'],
    ['no id', { claims: { jti: undefined as never } }, 401, 'invalid_client'],
    ['a life of an hour', { seconds: 3600 }, 401, 'invalid_client'],
    ['a time that is over', { seconds: -60 }, 401, 'invalid_client'],
    ['a scope that is not its own', { form: { scope: 'operate' } }, 400, 'invalid_scope'],
    ['another grant', { form: { grant_type: 'password' } }, 400, 'unsupported_grant_type'],
    ['another kind of assertion', { form: { client_assertion_type: 'x' } }, 400, 'invalid_request'],
  ])('refuses an assertion with %s', async (_what, assertion, status, error) => {
    const answer = await askToken(assertion);
    expect([answer.status, answer.json['error']]).toEqual([status, error]);
  });
});

describe('other addresses', () => {
  it('tells what it can do, about more than 25 providers by itself', async () => {
    const { json } = await app.call('GET', '/v1/capabilities');
    const types = json['types'] as { provider: string; class: string }[];
    const acting = new Set(types.filter((one) => one.class !== 'manual').map((one) => one.provider));
    expect(acting.size).toBeGreaterThanOrEqual(25);
    expect(types.filter((one) => one.class === 'manual').length).toBeGreaterThan(40);
  });

  it('describes a credential', async () => {
    const { credential } = await body(newToken());
    const { status, json } = await app.call('POST', '/v1/credentials/describe', {
      json: { credential, owner: 'octo', installation: 7 },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      active: true,
      owner: 'octocat',
      principal_kind: 'user',
      source: 'provider',
    });
  });

  it('says in the contract’s form what it cannot rotate', async () => {
    const { status, json } = await app.as(proveByHmac(otherKey)).call('POST', '/v1/credentials/x/rotations', {
      json: {},
      headers: { 'idempotency-key': idempotencyKey() },
    });
    expect([status, json['type']]).toEqual([422, problem('invalid-request')]);
  });

  it('serves the document that the repository holds', async () => {
    const { json } = await app.call('GET', '/v1/openapi.json');
    const held = JSON.parse(
      readFileSync(new URL('../../docs/broker-openapi.json', import.meta.url), 'utf8'),
    ) as object;
    expect({ ...json, servers: [] }).toEqual({ ...held, servers: [] });
  });
});

describe('GitLab’s Token Revocation API', () => {
  const type = 'gitleaks_rule_id_github_personal_access_token';
  const location = 'https://gitlab.example.com/some-repo/blob/abc/file.java#L21';

  it('lists types by GitLab’s names and by ours', async () => {
    const { status, json } = await gitlab().call('GET', '/v1/revocable_token_types');
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['types']);
    expect(json['types']).toEqual(expect.arrayContaining([type, 'github/github-pat-classic']));
  });

  it('takes tokens as GitLab sends them, with an empty 204, and ends them', async () => {
    const tokens = [newToken(), newToken()];
    const json = tokens.map((token) => ({ type, token, location, vulnerability: null }));
    const answer = await gitlab().call('POST', '/v1/revoke_tokens', { json });
    expect([answer.status, answer.text]).toEqual([204, '']);
    // Again: accepted, and nothing happens twice.
    expect((await gitlab().call('POST', '/v1/revoke_tokens', { json })).status).toBe(204);
    await until(() => !tokens.some((token) => github.live.has(token)));
  });

  it.each<[string, unknown]>([
    ['an unknown type', [{ type: 'gitleaks_rule_id_nothing', token: 'x', location }]],
    ['a token that has not the form of its type', [{ type, token: 'hello', location }]],
    ['no array', { type, token: 'x' }],
    ['no token', [{ type }]],
  ])('answers %s with 400 and takes nothing', async (_what, json) => {
    const good = { type, token: newToken(), location };
    const sent = Array.isArray(json) ? [good, ...(json as unknown[])] : json;
    const { status } = await gitlab().call('POST', '/v1/revoke_tokens', { json: sent });
    expect(status).toBe(400);
    expect(github.live.has(good.token)).toBe(true);
  });

  it('answers a wrong token with 401', async () => {
    const caller = app.as(() => ({ authorization: `${gitlabToken}x` }));
    expect((await caller.call('GET', '/v1/revocable_token_types')).status).toBe(401);
  });
});

describe('GitHub’s alerts', () => {
  it('ends the token of a signed alert, says that it was real, and asks for GitHub’s keys once', async () => {
    const token = newToken();
    const text = alertOf(token);
    const { status, json } = await sendAlert(text, github.signAlert(text));
    expect([status, json]).toEqual([200, [labelOf(token, 'true_positive')]]);
    expect(github.live.has(token)).toBe(false);
    expect((await sendAlert(text, github.signAlert(text))).status).toBe(200);
    expect(github.keyRequests.asked).toBe(1);
  });

  it('takes every good entry of a list, whatever stands beside it', async () => {
    const [first, last, ended] = [newToken(), newToken(), newToken()];
    github.live.delete(ended);
    const bad = [null, 7, 'x', [], {}, entry(1), entry('x', 2), { type: 'acme' }, entry('x'.repeat(100_000))];
    const text = JSON.stringify([entry(first), ...bad, entry('acme_no'), entry(ended), entry(last)]);
    const { status, json } = await sendAlert(text, github.signAlert(text));
    expect(status).toBe(200);
    // Of a dead one nobody knows whether it was ever alive.
    expect(json).toEqual([
      labelOf(first, 'true_positive'),
      labelOf('acme_no', 'false_positive'),
      labelOf(last, 'true_positive'),
    ]);
    expect([first, last].some((token) => github.live.has(token))).toBe(false);
    // The document says what an entry is like; that others are passed over is more than it promises.
    expect(app.violations.splice(0)).toHaveLength(1);
  });

  it.each<[string, (text: string) => readonly [string, Readonly<Record<string, string>>]]>([
    ['another body', (text) => [`${text} `, github.signAlert(text)]],
    ['no signature', (text) => [text, {}]],
    [
      'a key that GitHub does not list',
      (text) => [text, { ...github.signAlert(text), 'github-public-key-identifier': 'ab'.repeat(32) }],
    ],
  ])('refuses %s', async (_what, make) => {
    const [text, headers] = make(alertOf(newToken()));
    expect((await sendAlert(text, headers)).status).toBe(401);
  });

  it('leaves alone what the operator did not list', async () => {
    const token = newToken();
    const text = alertOf(token, 'another_type');
    expect((await sendAlert(text, github.signAlert(text))).json).toEqual([]);
    expect(github.live.has(token)).toBe(true);
  });
});

describe('everything that came out', () => {
  it('is as the served document says', () => {
    expect(app.violations).toEqual([]);
  });

  it('holds none of the values, neither in an answer nor in the log', () => {
    const all = [...app.answers, broker.output()].join('\n');
    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    const digests = secrets.map((secret) => createHash('sha256').update(secret).digest('base64'));
    expect(digests.filter((digest) => all.includes(digest))).toEqual([]);
    expect(all).not.toContain(gitlabToken);
  });
});
