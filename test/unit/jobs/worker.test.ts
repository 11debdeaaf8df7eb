import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Pauses } from '../../../src/github/pauses.ts';
import { createDeliveryStore, type StoreDelivery } from '../../../src/ingress/store-delivery.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { DEAD_LETTER, QUEUES } from '../../../src/jobs/queue/queues.ts';
import { recoverJobs } from '../../../src/jobs/queue/recover-jobs.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { startWorker, type Task, type Worker } from '../../../src/jobs/queue/worker.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { until } from '../../support/until.ts';

const log = pino({ level: 'silent' });
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let storeDelivery: StoreDelivery;
let worker: Worker | undefined;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  storeDelivery = createDeliveryStore(store.db, queue);
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await queue.boss.deleteAllJobs();
  await store.db.deleteFrom('deliveries').execute();
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

function send(lane: string, data: object, id = `${lane}-${JSON.stringify(data)}`): Promise<boolean> {
  return storeDelivery({ id, event: 'push' }, [{ queue: 'github', lane, data }]);
}

function work(handler: (task: Task) => Promise<void>): void {
  worker = startWorker(queue, 'github', handler, { concurrency: 4, gatherMs: 5, log });
}

describe('storeDelivery', () => {
  it('keeps one job for a delivery that comes twice', async () => {
    expect(await send('1', { n: 1 }, 'same')).toBe(true);
    expect(await send('1', { n: 1 }, 'same')).toBe(false);
    const rivals = await Promise.all(Array.from({ length: 5 }, () => send('1', { n: 2 }, 'rival')));
    expect(rivals.filter(Boolean)).toHaveLength(1);
    const seen: object[] = [];
    work(({ data }) => Promise.resolve(void seen.push(data)));
    await until(() => seen.length === 2);
    await delay(100);
    expect(seen).toHaveLength(2);
  });

  it('does not let a delivery that cannot be stored fail those that came with it', async () => {
    const bad = { queue: 'github', lane: '1', data: { notJson: 1n } } as const;
    const results = await Promise.allSettled([
      send('1', { n: 1 }),
      send('2', { n: 2 }),
      storeDelivery({ id: 'bad', event: 'push' }, [bad]),
      send('3', { n: 3 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await queue.boss.findJobs('github')).toHaveLength(3);
  });

  it('keeps neither the delivery nor its jobs when a job cannot be made', async () => {
    const good = { queue: 'github', lane: '1', data: {} } as const;
    const bad = { ...good, data: { notJson: 1n } };
    await expect(storeDelivery({ id: 'd', event: 'push' }, [good, bad])).rejects.toThrow('BigInt');
    expect(await store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
    expect((await queue.boss.findJobs('github')).length).toBe(0);
  });
});

describe('startWorker', () => {
  it('runs the jobs of a lane one after another, in order, and lanes side by side', async () => {
    const running = new Map<string, number>();
    const order: Record<string, number[]> = {};
    let mostAtOnce = 0;
    work(async ({ data }) => {
      const { lane, n } = data as { lane: string; n: number };
      expect(running.get(lane) ?? 0).toBe(0);
      running.set(lane, 1);
      mostAtOnce = Math.max(
        mostAtOnce,
        [...running.values()].reduce((sum, one) => sum + one, 0),
      );
      (order[lane] ??= []).push(n);
      // On a busy machine a short job may be over before the next one is fetched.
      await until(() => mostAtOnce > 1);
      running.set(lane, 0);
    });
    for (let n = 0; n < 4; n += 1) for (const lane of ['a', 'b', 'c']) await send(lane, { lane, n });
    await until(() => Object.values(order).flat().length === 12);
    expect(order).toEqual({ a: [0, 1, 2, 3], b: [0, 1, 2, 3], c: [0, 1, 2, 3] });
    expect(mostAtOnce).toBeGreaterThan(1);
  });

  it('does not let a slow lane hold up another', async () => {
    const { promise: slow, resolve: release } = Promise.withResolvers<void>();
    const done: string[] = [];
    work(async ({ data }) => {
      const { lane } = data as { lane: string };
      if (lane === 'slow') await slow;
      done.push(lane);
    });
    await send('slow', { lane: 'slow' });
    for (let n = 0; n < 5; n += 1) await send('fast', { lane: 'fast', n });
    await until(() => done.length === 5);
    expect(done).toEqual(['fast', 'fast', 'fast', 'fast', 'fast']);
    release();
    await until(() => done.length === 6);
  });

  it('tries a failed job again, with the count of tries', async () => {
    const tries: number[] = [];
    work(({ retryCount }) => {
      tries.push(retryCount);
      return retryCount === 0 ? Promise.reject(new Error('first')) : Promise.resolve();
    });
    await send('1', {});
    await until(() => tries.length === 2);
    expect(tries).toEqual([0, 1]);
  });

  it('waits as long as asked, and the whole lane with it', async () => {
    const at: Record<string, number> = {};
    const start = Date.now();
    work(({ data, retryCount }) => {
      const { name } = data as { name: string };
      if (name === 'limited' && retryCount === 0) throw new RetryLater(1500, { pausesLane: true });
      at[name] = Date.now() - start;
      return Promise.resolve();
    });
    await send('1', { name: 'limited' });
    await delay(50);
    await send('1', { name: 'same lane' });
    await send('2', { name: 'other lane' });
    await until(() => Object.keys(at).length === 3);
    expect(at['other lane']).toBeLessThan(1000);
    expect(at['same lane']).toBeGreaterThanOrEqual(1400);
    expect(at['limited']).toBeGreaterThanOrEqual(1400);
  });

  it('does not count a try for which a job was only too early', async () => {
    const early = QUEUES.github.retryLimit + 3;
    let tries = 0;
    work(() => {
      tries += 1;
      if (tries <= early) throw new RetryLater(1, { pausesLane: false, counts: false });
      return Promise.resolve();
    });
    await send('1', { n: 1 });
    await until(() => tries === early + 1);
    await delay(100);
    expect(await queue.boss.findJobs(DEAD_LETTER)).toEqual([]);
    expect((await queue.boss.findJobs('github')).map(({ state }) => state)).toEqual(['completed']);
  });

  it('leaves the lane of another queue alone as well when they share their pauses', async () => {
    const pauses = new Pauses();
    const start = Date.now();
    let ranAfter = 0;
    worker = startWorker(
      queue,
      'github',
      () => Promise.reject(new RetryLater(1500, { pausesLane: true, counts: false })),
      { concurrency: 4, gatherMs: 5, pauses, log },
    );
    await send('7', { n: 1 });
    await until(() => pauses.paused().length === 1);
    const bulk = startWorker(
      queue,
      'bulk',
      () => {
        ranAfter = Date.now() - start;
        return Promise.resolve();
      },
      { concurrency: 4, gatherMs: 5, pauses, log },
    );
    await storeDelivery({ id: 'bulk', event: 'push' }, [{ queue: 'bulk', lane: '7', data: {} }]);
    await until(() => ranAfter > 0);
    await bulk.stop();
    expect(ranAfter).toBeGreaterThanOrEqual(1400);
  });

  it('puts a job that fails on its last try into the dead letter queue', async () => {
    const { retryLimit } = QUEUES.github;
    await queue.boss.updateQueue('github', { retryLimit: 0 });
    work(() => Promise.reject(new Error('always')));
    await send('1', { n: 1 });
    await until(async () => (await queue.boss.findJobs(DEAD_LETTER)).length === 1);
    await queue.boss.updateQueue('github', { retryLimit });
    expect((await queue.boss.findJobs(DEAD_LETTER))[0]?.data).toEqual({ n: 1 });
  });

  it('finishes what is running when stopped, and takes no more', async () => {
    const done: number[] = [];
    work(async ({ data }) => {
      await delay(50);
      done.push((data as { n: number }).n);
    });
    await send('1', { n: 1 });
    await delay(20);
    await send('1', { n: 2 });
    await worker?.stop();
    expect(done).toEqual([1]);
  });
});

describe('recoverJobs', () => {
  it('gives a job that was running when its process was killed back to the queue', async () => {
    await send('1', { n: 1 });
    expect(await queue.boss.fetch('github')).toHaveLength(1);
    await recoverJobs(queue);
    const tries: number[] = [];
    work(({ retryCount }) => Promise.resolve(void tries.push(retryCount)));
    await until(() => tries.length === 1);
    expect(tries).toEqual([1]);
  });
});
