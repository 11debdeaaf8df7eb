import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import { connectGitHub } from '../../../src/github/client.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { redeliverMissing } from '../../../src/jobs/missed/redeliver.ts';
import { openTestStore, makeTestPlace } from '../../support/test-store.ts';
import { until } from '../../support/until.ts';
import { startReceiver, type WebhookReceiver } from '../world/webhook-receiver.ts';

const log = pino({ level: 'silent' });
const attempt = { id: 'one', retryCount: 0, signal: new AbortController().signal };
let world: GitHubWorld;
let receiver: WebhookReceiver;
let store: Awaited<ReturnType<typeof openTestStore>>;
let context: JobContext;

beforeAll(async () => {
  world = await startGitHub();
  receiver = await startReceiver();
  world.setWebhookTarget(receiver.url);
  store = await openTestStore();
  const place = await makeTestPlace();
  const app = { id: world.appId, privateKey: world.privateKey, webhookSecrets: ['x'] };
  const github = connectGitHub({ ...place.config, app, githubApiUrl: world.apiUrl }, log);
  await place.remove();
  // Only what this job uses of it.
  const used: Partial<JobContext> = { db: store.db, github, log };
  context = { ...used, intervals: { reconcileSeconds: 1, sweepSeconds: 1 } } as JobContext;
});
afterAll(async () => {
  await store.remove();
  await world.close();
  await receiver.close();
});

/** One look, once what was delivered is old enough; resolves to what it asked. */
async function look(): Promise<string[]> {
  await delay(500);
  const index = world.requests.length;
  await redeliverMissing(context, undefined, attempt);
  return world.requests.slice(index).map(({ method }) => method);
}

const triesOf = (guid: string) => world.deliveries.filter((one) => one.guid === guid).length;

describe('redeliverMissing', () => {
  it('asks again for what GitHub calls delivered and nobody stored, and not for what is there', async () => {
    const lost = await world.sendWebhook('ping', { zen: 'lost' });
    const kept = await world.sendWebhook('ping', { zen: 'kept' });
    expect(lost.status).toBeLessThan(300);
    await store.db.insertInto('deliveries').values({ id: kept.guid, event: 'ping' }).execute();
    expect(await look()).toEqual(['GET', 'POST']);
    await until(() => triesOf(lost.guid) === 2);
    expect(triesOf(kept.guid)).toBe(1);
  });

  it('waits longer before each further try, and asks no more once it has come', async () => {
    expect(await look()).toEqual(['GET']);
    const [row] = await store.db.selectFrom('redeliveries').selectAll().execute();
    expect(row?.tries).toBe(1);
    expect(row?.next_at.getTime()).toBeGreaterThan(Date.now() + 50_000);
    const due = { next_at: new Date() };
    await store.db.updateTable('redeliveries').set(due).execute();
    expect(await look()).toEqual(['GET', 'POST']);
    await store.db
      .insertInto('deliveries')
      .values({ id: row?.guid ?? '', event: 'ping' })
      .execute();
    await store.db.updateTable('redeliveries').set(due).execute();
    expect(await look()).toEqual(['GET']);
    expect(await store.db.selectFrom('redeliveries').selectAll().execute()).toEqual([]);
  });

  it('gives up what is always refused, and what GitHub no longer has', async () => {
    const rows = [
      { guid: 'refused', delivery_id: 1, tries: 6, next_at: new Date() },
      { guid: 'forgotten', delivery_id: 2, tries: 0, next_at: new Date() },
    ];
    await store.db.insertInto('redeliveries').values(rows).execute();
    expect(await look()).toEqual(['GET', 'POST']);
    expect(await look()).toEqual(['GET']);
  });

  it('reads no further back than it has to', async () => {
    for (let n = 0; n < 130; n += 1) {
      const { guid } = await world.sendWebhook('ping', { n });
      await store.db.insertInto('deliveries').values({ id: guid, event: 'ping' }).execute();
    }
    // Two pages the first time, one from then on.
    expect(await look()).toEqual(['GET', 'GET']);
    await world.sendWebhook('ping', { zen: 'young' });
    const index = world.requests.length;
    await redeliverMissing(context, undefined, attempt);
    expect(world.requests.slice(index).map(({ method }) => method)).toEqual(['GET']);
    expect(world.violations).toEqual([]);
  });
});
