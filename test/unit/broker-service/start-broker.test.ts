import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { copyDatabaseTemplate } from '../../../demo/world/server-process.ts';
import { readNetworks } from '../../../src/broker-service/http/caller-address.ts';
import { startBroker, type RunningBroker } from '../../../src/broker-service/start-broker.ts';
import { callBroker, proveByHmac, type BrokerCaller } from '../../support/broker/caller.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-start-broker-'));
const key = randomBytes(32);
const clientsPath = join(folder, 'clients.yaml');
const config = {
  host: '127.0.0.1',
  port: 0,
  dataDir: join(folder, 'data'),
  githubApiUrl: 'https://api.github.com',
  egressAllow: '',
  logLevel: 'silent',
  clientsPath,
  requestsPerMinute: 3,
  trustedProxies: { networks: readNetworks('127.0.0.1, 10.0.0.0/8') ?? [], header: 'x-forwarded-for' },
} as const;
const log = pino({ level: 'silent' });

let broker: RunningBroker;
let caller: BrokerCaller;

const guess = async (list?: string) => {
  const headers: Record<string, string> = list === undefined ? {} : { 'x-forwarded-for': list };
  return (await caller.as(() => headers).call('GET', '/v1/breakers')).status;
};

beforeAll(async () => {
  writeFileSync(
    clientsPath,
    JSON.stringify({
      clients: { app: { method: 'hmac', secret: { env: 'KEY' }, owners: ['octo'] } },
      intake: { github: { owner: 'octo', types: {}, keys_url: 'http://127.0.0.1:9/keys' } },
    }),
  );
  copyDatabaseTemplate(config.dataDir, 'empty');
  broker = await startBroker(config, { KEY: key.toString('base64') }, log);
  caller = await callBroker(`http://127.0.0.1:${broker.port}`, proveByHmac(key));
});
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('startBroker', () => {
  it('holds a client to its requests a minute, and says when to come again', async () => {
    const ask = () => caller.call('GET', '/v1/capabilities');
    const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200]);
    const { status, headers, json } = await ask();
    expect([status, json['type'], json['retryable']]).toEqual([429, 'urn:broker:rate-limited', true]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(caller.violations).toEqual([]);
  });

  it('counts guesses of one address as well', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) statuses.push(await guess());
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    // Behind a proxy each caller has guesses of its own, and gets no others by what it writes itself.
    const proxied: number[] = [];
    for (let index = 0; index < 4; index += 1)
      proxied.push(await guess(`9.9.9.${index}, 198.51.100.7, 10.0.0.${index}`));
    expect(proxied).toEqual([401, 401, 401, 429]);
    expect(await guess('198.51.100.8')).toBe(401);
    const form = { method: 'POST', headers: { 'x-forwarded-for': '198.51.100.7' }, body: 'x' };
    expect((await fetch(`${caller.url}/oauth/token`, form)).status).toBe(429);
  });

  it('asks GitHub to send alerts again while its keys cannot be read, and refuses what has no signature', async () => {
    const send = (headers: Readonly<Record<string, string>>) =>
      caller
        .as(() => ({ 'x-forwarded-for': '198.51.100.9', ...headers }))
        .call('POST', '/v1/intake/github', { json: [] });
    const signature = { 'github-public-key-signature': 'AAAA' };
    const { status, headers, json } = await send({
      ...signature,
      'github-public-key-identifier': 'ab'.repeat(32),
    });
    expect([status, json['type']]).toEqual([503, 'urn:broker:upstream-unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await send(signature)).status).toBe(401);
    expect(caller.violations).toEqual([]);
  });

  it('is healthy and ready', async () => {
    for (const path of ['healthz', 'readyz'])
      expect((await fetch(`http://127.0.0.1:${broker.port}/${path}`)).status).toBe(200);
  });

  it('wants its public address where assertions must name it', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const path = join(folder, 'keyed.yaml');
    const keyed = { method: 'private_key_jwt', public_key: { env: 'KEY' }, owners: ['octo'] };
    writeFileSync(path, JSON.stringify({ clients: { keyed } }));
    const environment = { KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
    const start = startBroker({ ...config, host: '0.0.0.0', clientsPath: path }, environment, log);
    await expect(start).rejects.toThrow('BROKER_PUBLIC_URL is missing');
  });

  it('stops the start at a mistake in its files, before it opens anything', async () => {
    await expect(startBroker({ ...config, dataDir: join(folder, 'other') }, {}, log)).rejects.toMatchObject({
      code: 'CONFIG',
    });
    await expect(startBroker(config, { KEY: key.toString('base64') }, log)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
    });
  });
});
