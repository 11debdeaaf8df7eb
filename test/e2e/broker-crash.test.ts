import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { checkWebhook } from '../../src/base/standard-webhooks.ts';
import { callBroker, idempotencyKey, proveByHmac, type BrokerCaller } from '../support/broker/caller.ts';
import { startFakeGitHub, type FakeGitHub } from '../support/broker/fake-github.ts';
import { startReceiver, type Receiver } from '../support/broker/receiver.ts';
import { githubPat } from '../support/credentials.ts';
import { until } from '../support/until.ts';

const clientKey = randomBytes(32);
const webhookKey = randomBytes(32);
const callbackKey = randomBytes(32);
const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const REVOCATIONS = 50;
const COMPROMISE = 'https://schemas.openid.net/secevent/risc/event-type/credential-compromise';

let dataDir: string;
let github: FakeGitHub;
let risc: Receiver;
let webhook: Receiver;
let callback: Receiver;
let broker: BrokerProcess;
let app: BrokerCaller;
const tokens = Array.from({ length: REVOCATIONS }, () => githubPat());

async function start(): Promise<void> {
  broker = await startBrokerProcess({
    dataDir,
    githubApiUrl: github.origin,
    egressAllow: '127.0.0.1',
    environment: {
      CLIENT: clientKey.toString('base64'),
      WEBHOOK: `whsec_${webhookKey.toString('base64')}`,
      CALLBACK: callbackKey.toString('base64'),
      SIGNING: signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      RISC: 'Bearer let-me-in',
    },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['octo'],
          callback: { url: `${callback.origin}/callbacks`, secret: { env: 'CALLBACK' } },
        },
      },
      breaker: { credentials: 1000 },
    },
    signals: {
      issuer: 'https://broker.acme.dev',
      key: { env: 'SIGNING' },
      receivers: {
        idp: {
          kind: 'risc',
          url: `${risc.origin}/events`,
          audience: 'https://idp.acme.dev',
          authorization: { env: 'RISC' },
        },
        siem: { kind: 'webhook', url: `${webhook.origin}/hook`, secret: { env: 'WEBHOOK' } },
      },
    },
  });
  app = await callBroker(broker.url, proveByHmac(clientKey));
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-broker-crash-'));
  [github, risc, webhook, callback] = await Promise.all([
    startFakeGitHub(),
    startReceiver(),
    startReceiver(),
    startReceiver(),
  ]);
  github.latencyMs = 30;
  tokens.forEach((token) => github.live.add(token));
  await start();
});
afterAll(async () => {
  await broker.stop();
  await Promise.all([github, risc, webhook, callback].map((server) => server.close()));
  rmSync(dataDir, { recursive: true, force: true });
});

const count = (receiver: Receiver, text: (body: string) => unknown) =>
  new Set(receiver.received.map(({ body }) => text(body))).size;
const webhookIds = () => webhook.received.map(({ headers }) => headers['webhook-id']);
const revocationOf = (body: string) => (JSON.parse(body) as { data: { revocation: string } }).data.revocation;

describe('SIGKILL in the middle of 50 revocations', () => {
  const keys = tokens.map(() => idempotencyKey());
  let accepted: unknown[] = [];

  it('loses none that was accepted', async () => {
    // Receivers that are down for a while lose nothing either.
    risc.answers.push(503);
    webhook.answers.push(500);
    github.endsAtMost = 5;
    const answers = await Promise.all(
      tokens.map(async (token, index) => app.revoke(await app.body(token), keys[index])),
    );
    expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 202));
    accepted = answers.map(({ json }) => json['id']);
    await until(() => tokens.some((token) => !github.live.has(token)));
    await broker.kill();
    const alive = tokens.filter((token) => github.live.has(token)).length;
    expect(alive).toBeGreaterThan(0);
    github.endsAtMost = Infinity;
    await start();
    const ended = await Promise.all(accepted.map((id) => app.ended(id)));
    expect(ended.map(({ state }) => state)).toEqual(tokens.map(() => 'revoked_verified'));
    expect(tokens.filter((token) => github.live.has(token))).toEqual([]);
  });

  it('still knows what it was asked by which key', async () => {
    const again = await app.revoke(await app.body(tokens[0] ?? ''), keys[0]);
    expect([again.status, again.json['id']]).toEqual([200, accepted[0]]);
  });

  it('kept no value on disk but sealed', () => {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(10);
    const found = files.flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name)).toString('latin1');
      return tokens.filter((token) => bytes.includes(token)).map(() => entry.name);
    });
    expect(found).toEqual([]);
  });

  it('told everybody, with good signatures, once for each and without the value', async () => {
    await until(() => count(webhook, revocationOf) === REVOCATIONS, 30_000);
    await until(
      () => new Set(risc.received.map(({ body }) => body.split('.')[1])).size >= REVOCATIONS,
      30_000,
    );

    for (const { headers, body } of webhook.received) {
      expect(checkWebhook(webhookKey, headers, body, Date.now())).toBeUndefined();
      expect(JSON.parse(body)).toMatchObject({
        type: 'credential.compromised',
        data: {
          owner: 'octo',
          credential_type: 'github-pat-classic',
          state: 'revoked_verified',
          repository: 'octo/app',
        },
      });
    }
    const transactions = new Set<unknown>();
    for (const { headers, body } of risc.received) {
      expect(headers['content-type']).toBe('application/secevent+jwt');
      expect(headers['authorization']).toBe('Bearer let-me-in');
      const { payload } = await jwtVerify(
        body,
        createPublicKey(signing.publicKey.export({ type: 'spki', format: 'pem' })),
        {
          issuer: 'https://broker.acme.dev',
          audience: 'https://idp.acme.dev',
          typ: 'secevent+jwt',
        },
      );
      expect(decodeProtectedHeader(body).alg).toBe('ES256');
      expect(payload).not.toHaveProperty('exp');
      expect(payload['sub_id']).toMatchObject({
        format: 'opaque',
        id: expect.stringMatching(/^hmac-sha256:/),
      });
      expect(payload['events']).toMatchObject({ [COMPROMISE]: { credential_type: 'github-pat-classic' } });
      transactions.add(payload['txn']);
    }
    expect(transactions).toEqual(new Set(accepted));
    for (const { headers, body } of callback.received) {
      expect(checkWebhook(callbackKey, headers, body, Date.now())).toBeUndefined();
    }
    const sent = [webhook, risc, callback]
      .flatMap(({ received }) => received.map(({ body }) => body))
      .join('\n');
    const readable = sent
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString())
      .join('\n');
    expect(tokens.filter((token) => `${sent}${readable}${broker.output()}`.includes(token))).toEqual([]);
  });

  it('gives a message that was refused again, with the same id', async () => {
    await until(() => webhookIds().length > new Set(webhookIds()).size);
    expect(app.violations).toEqual([]);
  });
});
