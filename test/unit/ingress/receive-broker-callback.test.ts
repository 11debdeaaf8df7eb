import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { listenLoopback, type LoopbackServer } from '../../../demo/world/listen-loopback.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { signWebhook } from '../../../src/base/standard-webhooks.ts';
import { receiveBrokerCallback } from '../../../src/ingress/receive-broker-callback.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { mcpBearer } from '../../support/credentials.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const key = randomBytes(32);
const log = pino({ level: 'silent' });
let store: Awaited<ReturnType<typeof openTestStore>>;
let queue: Queue;
let server: LoopbackServer;
let incidentId = '';

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  const context = { db: store.db, queue, key, log };
  server = await listenLoopback(
    () => (request, response) => void receiveBrokerCallback(context, request, response),
  );
  const observation = makeObservation(makeFinding(mcpBearer()));
  const recorded = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      deriveKeys(randomBytes(32)),
      { installationId: 1, repository: REPOSITORY, observations: [observation] },
      createScrub([], (text) => text),
    ),
  );
  incidentId = recorded.credentials[0]?.incidentId ?? '';
});
beforeEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.remove();
});

const event = (reference: unknown, more: object = {}) =>
  JSON.stringify({
    type: 'revocation.updated',
    timestamp: new Date().toISOString(),
    data: { id: randomUUID(), state: 'revoked_verified', terminal: true, timeline: [], reference },
    ...more,
  });

async function post(body: string, change: { id?: string; at?: number; key?: Buffer } = {}): Promise<number> {
  const { id = `msg_${randomUUID()}`, at = Date.now(), key: own = key } = change;
  const headers = { ...signWebhook(own, { id, at, body }) };
  return (await fetch(server.origin, { method: 'POST', headers, body })).status;
}

const jobs = () => queue.boss.findJobs<object>('revoke');

describe('a callback of the broker', () => {
  it('makes the job that asks the broker, and none when it is replayed', async () => {
    const [body, id] = [event(incidentId), `msg_${randomUUID()}`];
    expect(await post(body, { id })).toBe(202);
    expect((await jobs()).map(({ data }) => data)).toEqual([
      { incidentId, repositoryId: REPOSITORY.id, probes: 0 },
    ]);
    expect(await post(body, { id })).toBe(409);
    expect(await jobs()).toHaveLength(1);
  });

  it.each<[string, number, () => Promise<number>]>([
    ['a forged one', 401, () => post(event(incidentId), { key: randomBytes(32) })],
    ['an old one', 401, () => post(event(incidentId), { at: Date.now() - 301_000 })],
    [
      'one without headers',
      401,
      async () => (await fetch(server.origin, { method: 'POST', body: '{}' })).status,
    ],
    ['one about an unknown incident', 404, () => post(event(randomUUID()))],
    ['one about nothing', 422, () => post(event(undefined))],
    ['one of another type', 422, () => post(event(incidentId, { type: 'other' }))],
    ['one that is no JSON', 422, () => post('{')],
    ['one that is too large', 413, () => post('x'.repeat(300_000))],
  ])('refuses %s', async (_what, status, send) => {
    expect(await send()).toBe(status);
    expect(await jobs()).toEqual([]);
  });
});
