import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, importJWK, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import {
  callBroker,
  idempotencyKey,
  proveByBearer,
  proveByHmac,
  type Answer,
  type BrokerCaller,
} from '../support/broker/caller.ts';
import { startFakeGitHub, type FakeGitHub } from '../support/broker/fake-github.ts';
import { startFakeGrafana, type FakeGrafana } from '../support/broker/fake-grafana.ts';
import { makeSecretsKey, rotate, rotationWhen, successorsAt } from '../support/broker/rotations.ts';
import { githubPat } from '../support/credentials.ts';

const key = randomBytes(32);
const otherKey = randomBytes(32);
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const values: string[] = [];
let github: FakeGitHub;
let grafana: FakeGrafana;
let broker: BrokerProcess;
let app: BrokerCaller;
let other: BrokerCaller;

beforeAll(async () => {
  [github, grafana] = await Promise.all([startFakeGitHub(), startFakeGrafana()]);
  broker = await startBrokerProcess({
    githubApiUrl: github.origin,
    egressAllow: '127.0.0.1',
    logLevel: 'trace',
    environment: {
      CLIENT: key.toString('base64'),
      OTHER: otherKey.toString('base64'),
      PUBLIC_KEY: publicPem,
      GRAFANA: grafana.admin,
    },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['octo'],
          scopes: ['revoke', 'rotate'],
          rotations: { 'grafana/*': ['sealed_box'] },
        },
        other: { method: 'hmac', secret: { env: 'OTHER' }, owners: ['acme'], scopes: ['revoke', 'rotate'] },
        keyed: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['octo'] },
        keyed2: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['octo'] },
      },
      origins: { grafana: [grafana.origin] },
      breaker: { credentials: 20 },
      intake: {
        github: {
          owner: 'octo',
          types: { acme: 'github/github-pat-classic' },
          keys_url: `${github.origin}/meta/public_keys/secret_scanning`,
        },
      },
    },
    credentials: {
      grafana: {
        octo: { secret: { env: 'GRAFANA' }, credentials: grafana.registered },
        acme: { secret: { env: 'GRAFANA' } },
      },
    },
  });
  app = await callBroker(broker.url, proveByHmac(key));
  other = app.as(proveByHmac(otherKey));
});
afterAll(async () => {
  await broker.stop();
  await Promise.all([github.close(), grafana.close()]);
});
afterEach(() => {
  for (const value of values) expect(broker.output()).not.toContain(value);
});

function newToken(): string {
  const token = githubPat();
  values.push(token);
  github.live.add(token);
  return token;
}
const target = '/v1/capabilities';
const send = (headers: Readonly<Record<string, string>>, path = target) =>
  app.as(() => headers).call('GET', path);
const sign = (at?: number) => proveByHmac(key, at)('GET', target, '', {});
const delivery = (rotation: string) => `/v1/credentials/x/rotations/${rotation}/delivery`;
const now = () => Math.floor(Date.now() / 1000);
const claims = (client = 'keyed') => ({ iss: client, sub: client, aud: broker.url, jti: randomUUID() });
const askToken = async (assertion: string) => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return app.as(() => headers).call('POST', '/oauth/token', { body: form.toString() });
};
const signed = (issued = now(), alg = 'ES256', by: Parameters<SignJWT['sign']>[0] = pair.privateKey) =>
  new SignJWT(claims())
    .setProtectedHeader({ alg })
    .setIssuedAt(issued)
    .setExpirationTime(issued + 200)
    .sign(by);
const sendAlerts = (body: string, headers: Readonly<Record<string, string>>) =>
  app.as(() => headers).call('POST', '/v1/intake/github', { body });

describe('a race', () => {
  it('of fifty with one key makes one revocation, and with fifty bodies one and 49 conflicts', async () => {
    const shared = idempotencyKey();
    const body = await app.body(newToken());
    const same = await Promise.all(Array.from({ length: 50 }, () => app.revoke(body, shared)));
    expect(same.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(new Set(same.map(({ json }) => json['id'])).size).toBe(1);
    const bodies = await Promise.all(Array.from({ length: 50 }, () => app.body(githubPat())));
    const mixed = idempotencyKey();
    const statuses = (await Promise.all(bodies.map((one) => app.revoke(one, mixed)))).map(
      (one) => one.status,
    );
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    // Another client's key is another key, and its owner another owner.
    expect((await other.revoke({ ...body, owner: 'acme' }, shared)).status).toBe(202);
    expect((await other.revoke(body, idempotencyKey())).status).toBe(403);
  });
});

describe('a JWE', () => {
  it('with another algorithm, compressed, with critical members or a key of a path is not opened', async () => {
    const { keys } = (await (await fetch(`${broker.url}/v1/jwks.json`)).json()) as {
      keys: (JWK & { kid: string })[];
    };
    const [published] = keys as [JWK & { kid: string }];
    const good = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: published.kid };
    const sealed = async (header: object, plaintext: Uint8Array = Buffer.from(newToken())) =>
      new CompactEncrypt(plaintext)
        .setProtectedHeader({ ...good, ...header })
        .encrypt(await importJWK({ ...published, alg: 'ECDH-ES+A256KW' }, 'ECDH-ES+A256KW'), {
          crit: { 'x-own': true },
        });
    const raw = async (header: object) => {
      const [, ...rest] = (await sealed({})).split('.');
      return [Buffer.from(JSON.stringify({ ...good, ...header })).toString('base64url'), ...rest].join('.');
    };
    const attempts = [
      await sealed({ alg: 'ECDH-ES+A128KW' }),
      await sealed({ enc: 'A128GCM' }),
      await sealed({ crit: ['x-own'], 'x-own': 1 }),
      await raw({ zip: 'DEF' }),
      await raw({ alg: 'dir' }),
      await raw({ alg: 'PBES2-HS512+A256KW', p2c: 2_000_000_000, p2s: 'AAAA' }),
      await raw({ kid: '../../etc/passwd' }),
      await raw({ x: 'y'.repeat(28_000) }),
    ];
    for (const jwe of attempts) {
      const { status, json } = await app.revoke(await app.body('x', { credential: { jwe } }));
      expect([status, json['type']]).toEqual([422, 'urn:broker:bad-credential-encoding']);
    }
  });
});

describe('a signed request', () => {
  it('is good once, for its own method and target, and for five minutes', async () => {
    const first = sign();
    expect((await send(first)).status).toBe(200);
    expect((await send(first)).status).toBe(401);
    expect((await send(sign(), `${target}?a=1`)).status).toBe(401);
    expect((await send(sign(), '/v1/breakers')).status).toBe(401);
    for (const skew of [-301_000, 302_000]) expect((await send(sign(Date.now() + skew))).status).toBe(401);
    const { 'signature-input': input = '', ...rest } = sign();
    const changed = [`${input}, b=();created=1`, input.replace('nonce="', 'nonce="x'), 'x'.repeat(15_000)];
    for (const text of changed) expect((await send({ ...rest, 'signature-input': text })).status).toBe(401);
  });

  it('is good for no other rotation, address, body or key', async () => {
    const [body, used] = [JSON.stringify({ delivered: true }), { 'idempotency-key': idempotencyKey() }];
    const prove = (headers: Readonly<Record<string, string>> = {}) =>
      proveByHmac(key)('POST', delivery('a'), body, headers);
    const replay = async (proof: Readonly<Record<string, string>>, path = delivery('a'), text = body) =>
      (await app.as(() => proof).call('POST', path, { body: text })).status;
    expect(await replay(prove(), delivery('b'))).toBe(401);
    expect(await replay(prove(), '/v1/revocations')).toBe(401);
    expect(await replay(prove(), undefined, JSON.stringify({ delivered: false }))).toBe(401);
    expect(await replay({ ...prove(), ...used })).toBe(401);
    expect(await replay(prove(used))).toBe(401);
    expect(await replay({ ...prove(used), 'idempotency-key': idempotencyKey() })).toBe(401);
    // As they were signed they get as far as the rotation, which nobody knows.
    expect(await replay(prove())).toBe(404);
    expect(await replay({ ...prove(used), ...used })).toBe(404);
  });
});

describe('an assertion', () => {
  it('without a signature, signed with the public key as a secret, or of tomorrow is refused', async () => {
    expect((await askToken(await signed())).status).toBe(200);
    const unsigned = new UnsecuredJWT(claims()).setIssuedAt().setExpirationTime('200s').encode();
    const forged = await signed(now(), 'HS256', Buffer.from(publicPem));
    for (const assertion of [unsigned, forged, await signed(now() + 120), 'a.b.c', 'x'])
      expect((await askToken(assertion)).status).toBe(401);
    // As an access token it is nothing, and an access token is no assertion.
    expect((await app.as(proveByBearer(await signed())).call('GET', target)).status).toBe(401);
    const { json } = await askToken(await signed());
    expect((await askToken(String(json['access_token']))).status).toBe(401);
  });

  it('raced by twenty is used once', async () => {
    const assertion = await signed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => askToken(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('alerts', () => {
  it('with another key, another body or none of GitHub’s signatures are refused; two hundred at once are taken', async () => {
    const tokens = Array.from({ length: 200 }, () => githubPat());
    values.push(...tokens);
    const text = JSON.stringify(tokens.map((token) => ({ token, type: 'acme', url: 'u'.repeat(2000) })));
    const good = github.signAlert(text);
    expect((await sendAlerts(JSON.stringify(JSON.parse(text), null, 1), good)).status).toBe(401);
    expect(
      (await sendAlerts(text, { ...good, 'github-public-key-identifier': 'ab'.repeat(32) })).status,
    ).toBe(401);
    expect((await sendAlerts(text, {})).status).toBe(401);
    expect((await sendAlerts(text, good)).status).toBe(200);
  });
});

async function refusal(answer: Promise<Answer>) {
  const { status, json } = await answer;
  return [status, json['type']];
}

describe('who holds one living value', () => {
  it('ends and copies nothing else by naming other ids', async () => {
    const { publicKey, keyId } = await makeSecretsKey();
    const box = { kind: 'sealed_box', key_id: keyId, public_key: publicKey };
    const mine = grafana.add('weak');
    const unknown = grafana.addUnknown('weak, and not registered');
    const strong = grafana.add('strong');
    values.push(...grafana.tokens.map(({ key: value }) => value));
    const named = (value: string, id?: number) =>
      app.body(value, {
        credential: {
          provider: 'grafana',
          type: 'grafana-service-account-token',
          ...(id === undefined ? {} : { credential_id: `12/${id}` }),
        },
      });
    const mismatch = [422, 'urn:broker:credential-mismatch'];
    const claim = { credential: { credential_id: `12/${strong.id}` } };
    expect(await refusal(named(mine.key, strong.id).then((body) => app.revoke(body)))).toEqual(mismatch);
    expect(await refusal(rotate(app, mine, box, claim))).toEqual(mismatch);
    // What nobody registered has no id, whatever is said: it is not replaced, and only looked at.
    for (const more of [claim, {}])
      expect(await refusal(rotate(app, unknown, box, more))).toEqual([422, 'urn:broker:not-registered']);
    for (const id of [strong.id, unknown.id, undefined]) {
      const { json } = await app.revoke(await named(unknown.key, id));
      const ended = await app.ended(json['id']);
      expect(ended).toMatchObject({ state: 'manual_required', manual_url: expect.any(String) });
      expect(ended.explanation).toContain('has not registered it');
      expect(ended.timeline.map(({ event }) => event)).toEqual(['probe_live', 'manual_required']);
    }
    expect(grafana.tokens).toEqual([mine, unknown, strong]);
    expect(successorsAt(grafana)).toEqual([]);
    // Its own id, said or not, is no lie.
    const { json } = await app.revoke(await named(mine.key, mine.id));
    expect((await app.ended(json['id'])).state).toBe('revoked_verified');
    expect(grafana.tokens).toEqual([unknown, strong]);
  });

  it('of what the broker issued, has that one ended and no other, and of what another owner registered, none', async () => {
    const secretsKey = await makeSecretsKey();
    const box = { kind: 'sealed_box', key_id: secretsKey.keyId, public_key: secretsKey.publicKey };
    grafana.tokens.length = 0;
    const [first, bystander] = [grafana.add('first'), grafana.add('bystander')];
    const asked = await rotate(app, first, box);
    const issued = await rotationWhen(
      () => app,
      first,
      asked.json['id'],
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    const successor = { ...first, id: 0, key: secretsKey.open(issued.sealed_box?.encrypted_value) };
    values.push(first.key, successor.key);
    const credential = { provider: 'grafana', type: 'grafana-service-account-token' };
    const elsewhere = await other.revoke(await other.body(first.key, { credential, owner: 'acme' }));
    expect((await other.ended(elsewhere.json['id'])).state).toBe('manual_required');
    // The chain goes on without the operator: the broker knows the successor by its value.
    const { status, json } = await rotate(app, successor, box);
    expect(status).toBe(202);
    await rotationWhen(
      () => app,
      successor,
      json['id'],
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    const end = await app.revoke(await app.body(successor.key, { credential }));
    expect((await app.ended(end.json['id'])).state).toBe('revoked_verified');
    expect(grafana.has(successor.key)).toBe(false);
    expect(grafana.tokens.map(({ name }) => name.slice(0, 5))).toEqual(['first', 'bysta', 'rekey']);
    expect(grafana.tokens).toContain(bystander);
  });
});
