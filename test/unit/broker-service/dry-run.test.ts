import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { copyDatabaseTemplate } from '../../../demo/world/server-process.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { openRemoteBroker } from '../../../src/broker-client/open-broker.ts';
import { startBroker, type RunningBroker } from '../../../src/broker-service/start-broker.ts';
import type { RevokeAction } from '../../../src/broker/broker.ts';
import { callBroker, idempotencyKey, proveByHmac, type BrokerCaller } from '../../support/broker/caller.ts';
import { ok } from '../broker/fakes/fake.ts';
import { fakeOf } from '../broker/fakes/all-fakes.ts';
import { NO_TRUST, startFakeWorld, type FakeWorld } from '../broker/fakes/fake-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-dry-run-'));
const key = randomBytes(32);
const leak = {
  installationId: 1,
  owner: 'octo',
  repository: 'app',
  private: true,
  detectedAt: new Date(),
  reference: randomUUID(),
};

let refuses = false;
let isDown = false;
let slack: FakeWorld;
let service: RunningBroker;
let caller: BrokerCaller;
let remote: ReturnType<typeof openRemoteBroker>;

beforeAll(async () => {
  slack = await startFakeWorld(fakeOf('slack'), {
    bend: ({ form }) =>
      isDown
        ? { status: 503, json: {} }
        : refuses && form.get('test') === '1'
          ? ok({ ok: false, error: 'no_permission' })
          : undefined,
  });
  const clientsPath = join(folder, 'clients.yaml');
  const app = { method: 'hmac', secret: { env: 'KEY' }, owners: ['octo'] };
  writeFileSync(clientsPath, JSON.stringify({ clients: { app } }));
  const dataDir = join(folder, 'data');
  copyDatabaseTemplate(dataDir, 'empty');
  service = await startBroker(
    {
      host: '127.0.0.1',
      port: 0,
      dataDir,
      githubApiUrl: 'https://api.github.com',
      egressAllow: '',
      logLevel: 'silent',
      clientsPath,
      requestsPerMinute: 1000,
      trustedProxies: { networks: [], header: 'x-forwarded-for' },
    },
    { KEY: key.toString('base64') },
    pino({ level: 'silent' }),
    slack.broker,
  );
  const url = `http://127.0.0.1:${service.port}`;
  caller = await callBroker(url, proveByHmac(key));
  remote = openRemoteBroker({ url, auth: { method: 'hmac', key } }, deriveKeys(randomBytes(32)));
});
afterAll(async () => {
  await remote.close();
  await service.stop();
  await slack.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (action: RevokeAction, reference: string = randomUUID()) =>
  remote.broker.revoke(slack.credential(), NO_TRUST, { action, leak: { ...leak, reference } });

describe('a dry run by a broker of its own, at a provider that has one', () => {
  it('says so in its answer, and nothing is revoked', async () => {
    const body = await caller.body(slack.leaked.value, {
      credential: { provider: 'slack', type: 'slack-bot-token' },
      action: 'dry_run',
    });
    const { json } = await caller.revoke(body, idempotencyKey(), { prefer: 'wait=5' });
    expect(json).toMatchObject({ state: 'dry_run', dry_run: true, terminal: true, adapter: 'slack' });
    expect(json['explanation']).toMatch(/^A dry run: .* would accept .*\. Nothing was changed\.$/);
    expect(await caller.ended(json['id'])).toMatchObject({ state: 'dry_run', dry_run: true });
    expect([slack.acted(), slack.leaked.isDead]).toEqual([0, undefined]);
  });

  it('tells the App what the broker in its own process tells', async () => {
    const own = await slack.broker.revoke(slack.credential(), NO_TRUST, { action: 'dry_run' });
    const told = await ask('dry_run');
    expect(told).toMatchObject({ ...own, evidence: own.evidence.map(({ event }) => ({ event })) });
    expect(told).toMatchObject({ dryRun: true, state: 'accepted_unverified' });
    expect(told.evidence.map(({ event }) => event)).toEqual(['probe_live', 'dry_run_accepted']);
    expect(slack.acted()).toBe(0);
  });

  it('tells that the provider would refuse', async () => {
    refuses = true;
    const told = await ask('dry_run');
    refuses = false;
    expect(told).toMatchObject({ dryRun: true, state: 'manual_required' });
    expect(slack.acted()).toBe(0);
  });

  it('is tried again by the broker when the provider does not answer', async () => {
    isDown = true;
    const body = await caller.body(slack.leaked.value, {
      credential: { provider: 'slack', type: 'slack-bot-token' },
      action: 'dry_run',
    });
    const { json } = await caller.revoke(body, idempotencyKey(), { prefer: 'wait=1' });
    isDown = false;
    expect(json).toMatchObject({ dry_run: true, terminal: false });
    const { state, timeline } = await caller.ended(json['id']);
    expect(state).toBe('dry_run');
    expect(timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['attempt_failed', 'dry_run_accepted']),
    );
    expect(slack.acted()).toBe(0);
  });

  it('stands in no revocation’s way: the same request as such revokes, and then there is nothing to do', async () => {
    const reference = randomUUID();
    expect(await ask('dry_run', reference)).toMatchObject({ dryRun: true });
    const ended = await ask('safest', reference);
    expect(ended.state).toBe('revoked_verified');
    expect(ended.dryRun).toBeUndefined();
    expect([slack.acted(), slack.leaked.isDead, slack.other.isDead]).toEqual([1, true, undefined]);
    expect(await ask('dry_run')).toMatchObject({ dryRun: true, state: 'already_inactive' });
    expect(caller.violations).toEqual([]);
  });
});
