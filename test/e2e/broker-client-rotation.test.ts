import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { Secret } from '../../src/base/secret.ts';
import { createGuardedFetch, parseEgressAllow } from '../../src/broker/guarded-fetch.ts';
import { createClientRotator } from '../../src/broker/rotation/client-rotator.ts';
import { callBroker, proveByHmac, type BrokerCaller } from '../support/broker/caller.ts';
import {
  addressOf,
  makeSecretsKey,
  rotate,
  rotationWhen,
  type SecretsKey,
} from '../support/broker/rotations.ts';
import { startOidcWorld, type OidcWorld, type RegisteredClient } from '../support/oauth/oidc-world.ts';

const clientKey = randomBytes(32);
const dataDir = mkdtempSync(join(tmpdir(), 'rekey-client-rotation-'));
let renewing: OidcWorld;
let keeping: OidcWorld;
let broker: BrokerProcess;
let app: BrokerCaller;
let secretsKey: SecretsKey;
let ours: RegisteredClient;
let other: RegisteredClient;
let twice: RegisteredClient;
let kept: RegisteredClient;
let stranger: RegisteredClient;
const values: string[] = [];

const managed = ({ clientId, registrationUri }: RegisteredClient, { issuer }: OidcWorld, env: string) => ({
  octo: {
    secret: { env },
    fields: { client_id: clientId, issuer, registration_client_uri: registrationUri },
  },
});

async function start(): Promise<void> {
  broker = await startBrokerProcess({
    dataDir,
    egressAllow: '127.0.0.1',
    logLevel: 'debug',
    environment: {
      CLIENT: clientKey.toString('base64'),
      OURS: ours.registrationToken,
      OTHER: other.registrationToken,
      KEPT: kept.registrationToken,
      TWICE: twice.registrationToken,
    },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['octo'],
          scopes: ['revoke', 'rotate'],
          rotations: { 'mcp/mcp-client-secret': ['sealed_box'] },
        },
      },
    },
    credentials: {
      'mcp-client': managed(ours, renewing, 'OURS'),
      'mcp-client-2': managed(other, renewing, 'OTHER'),
      'mcp-client-3': managed(kept, keeping, 'KEPT'),
      'mcp-client-4': managed(twice, renewing, 'TWICE'),
    },
  });
  app = await callBroker(broker.url, proveByHmac(clientKey));
}

beforeAll(async () => {
  [renewing, keeping, secretsKey] = await Promise.all([
    startOidcWorld({ renewsSecrets: true }),
    startOidcWorld(),
    makeSecretsKey(),
  ]);
  [ours, other, twice, kept, stranger] = [
    await renewing.register(),
    await renewing.register(),
    await renewing.register(),
    await keeping.register(),
    await renewing.register(),
  ];
  values.push(...[ours, other, twice, kept].flatMap((one) => [one.clientSecret, one.registrationToken]));
  await start();
});
afterAll(async () => {
  await broker.stop();
  await Promise.all([renewing.close(), keeping.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

const asToken = (secret: string) => ({ id: 0, name: '', key: secret });
const lives = (world: OidcWorld, client: RegisteredClient, clientSecret: string) =>
  world.issueAccessToken({ ...client, clientSecret }, 'http://x.example/mcp').then(
    () => true,
    () => false,
  );
/** Asks for another secret of a client; the rotation once it is as wanted. */
async function renew(client: RegisteredClient, secret: string, until: 'box' | 'end') {
  const credential = {
    provider: 'mcp',
    type: 'mcp-client-secret',
    client_id: client.clientId,
  };
  const target = { kind: 'sealed_box', key_id: secretsKey.keyId, public_key: secretsKey.publicKey };
  const { status, json } = await rotate(app, asToken(secret), target, { credential });
  if (status !== 202) return { status, id: '' };
  const { id } = json;
  const rotation = await rotationWhen(
    () => app,
    asToken(secret),
    id,
    (one) => one.terminal || (until === 'box' && one.sealed_box !== undefined),
  );
  const successor = rotation.sealed_box ? secretsKey.open(rotation.sealed_box.encrypted_value) : '';
  if (successor !== '') values.push(successor);
  return { status, id: String(id), rotation, successor };
}
async function settle(secret: string, id: string, delivered: boolean) {
  const address = `${addressOf(asToken(secret))}/${id}`;
  expect((await app.call('POST', `${address}/delivery`, { json: { delivered } })).status).toBe(200);
  return rotationWhen(
    () => app,
    asToken(secret),
    id,
    ({ terminal }) => terminal,
  );
}

it('gives a client another secret, and the same again after a crash, with the token that the issuer gave', async () => {
  let old = ours.clientSecret;
  for (const isFirst of [true, false]) {
    const { id, successor = '' } = await renew(ours, old, 'box');
    expect(await lives(renewing, ours, successor)).toBe(true);
    const ended = await settle(old, id, true);
    expect(ended).toMatchObject({ state: 'old_revoked', terminal: true });
    expect(await lives(renewing, ours, old)).toBe(false);
    expect(await lives(renewing, other, other.clientSecret)).toBe(true);
    old = successor;
    if (!isFirst) break;
    await broker.kill();
    await start();
  }
});

it('leaves nobody a secret that was not delivered', async () => {
  const { id, successor = '' } = await renew(other, other.clientSecret, 'box');
  expect((await settle(other.clientSecret, id, false)).state).toBe('failed');
  expect(await lives(renewing, other, successor)).toBe(false);
  expect(await lives(renewing, other, other.clientSecret)).toBe(false);
});

/** What is said of a secret that is dead by now, and that the broker saw alive in another request. */
async function prepareLate(client: RegisteredClient) {
  const fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1') });
  const entry = managed(client, renewing, '').octo;
  const admin = { secret: new Secret(client.registrationToken), fields: entry.fields };
  const rotator = createClientRotator({
    fetch,
    admin: { find: (provider) => (provider === 'mcp-client' ? admin : undefined) },
    tokens: { find: async () => undefined, keep: async () => undefined },
    waits: [0],
    now: Date.now,
  });
  const old = { provider: 'mcp', type: 'mcp-client-secret', scope: 'octo', clientId: client.clientId };
  const prepared = await rotator.prepare({ ...old, secret: new Secret(client.clientSecret) }, true);
  await fetch.close();
  return prepared;
}

it('lets one rotation of a client be at work at a time, whoever asks', async () => {
  const target = { kind: 'sealed_box', key_id: secretsKey.keyId, public_key: secretsKey.publicKey };
  const { clientId, clientSecret } = twice;
  const credential = { provider: 'mcp', type: 'mcp-client-secret', client_id: clientId };
  const ask = () => rotate(app, asToken(clientSecret), target, { credential });
  const asked = await Promise.all([ask(), ask()]);
  expect(asked.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
  const refused = asked.find(({ status }) => status === 409);
  expect(refused?.json).toMatchObject({ type: 'urn:broker:rotation-under-way', retryable: true });
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  const id = String(asked.find(({ status }) => status === 202)?.json['id']);
  const issued = await rotationWhen(
    () => app,
    asToken(clientSecret),
    id,
    ({ sealed_box: box }) => box !== undefined,
  );
  const successor = secretsKey.open(issued.sealed_box?.encrypted_value);
  values.push(successor);
  expect((await ask()).status).toBe(409);
  expect((await settle(clientSecret, id, true)).state).toBe('old_revoked');
  // Whoever comes late gets no secret that is somebody's already, and ends none.
  const late = await renew(twice, clientSecret, 'end');
  expect(late.rotation).toMatchObject({
    state: 'failed',
    explanation: expect.stringContaining('does not believe'),
  });
  expect(await lives(renewing, twice, successor)).toBe(true);
  expect(await prepareLate(twice)).toMatchObject({ stop: expect.stringContaining('does not believe') });
  const again = await renew(twice, successor, 'box');
  expect((await settle(successor, again.id, true)).state).toBe('old_revoked');
});

it('says so when the issuer leaves the secret as it is', async () => {
  const { rotation } = await renew(kept, kept.clientSecret, 'end');
  expect(rotation).toMatchObject({
    state: 'failed',
    explanation: expect.stringContaining('left its secret'),
  });
  expect(await lives(keeping, kept, kept.clientSecret)).toBe(true);
});

it('touches no client that the operator did not give it, and none whose secret it was not shown', async () => {
  expect((await renew(stranger, stranger.clientSecret, 'end')).status).toBe(422);
  expect(await lives(renewing, stranger, stranger.clientSecret)).toBe(true);
  const wrong = randomBytes(32).toString('base64url');
  const { rotation } = await renew(ours, wrong, 'end');
  expect(rotation).toMatchObject({
    state: 'failed',
    explanation: expect.stringContaining('does not believe'),
  });
});

it('writes none of the values down, and keeps to the contract', () => {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
  const everything = [broker.output(), ...app.answers, ...files];
  for (const value of values) expect(everything.some((text) => text.includes(value))).toBe(false);
  expect(app.violations).toEqual([]);
});
