import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { madeAt } from '../../../src/jobs/queue/made-at.ts';
import { openQueue, type NewJob, type Queue } from '../../../src/jobs/queue/queue.ts';
import { newJobId } from '../../../src/jobs/queue/standing.ts';
import { startWorker, type Worker } from '../../../src/jobs/queue/worker.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';
import { until } from '../../support/until.ts';

const log = pino({ level: 'silent' });
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let worker: Worker | undefined;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await queue.boss.deleteAllJobs();
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

const send = (...jobs: readonly NewJob[]) => store.db.transaction().execute((trx) => queue.send(trx, jobs));
const job = (kind: string, n: number, facts: Partial<NewJob> = {}): NewJob => ({
  queue: 'github',
  lane: '1',
  data: { kind, n },
  ...facts,
});

const revoke = (n: number, behind: boolean) =>
  job('made up', n, { queue: 'revoke', lane: String(n), behind });
const asked = (one: NewJob) => store.db.transaction().execute((trx) => queue.isAsked(trx, one));

/** Runs what waits, and what its first job adds; the order in which they ran. */
async function orderOf(count: number, concurrency: number, name: NewJob['queue'] = 'github', more?: NewJob) {
  const order: string[] = [];
  worker = startWorker(
    queue,
    name,
    async ({ data }) => {
      const { kind, n } = data as { kind: string; n: number };
      order.push(`${kind} ${n}`);
      if (more && order.length === 1) await send(more);
    },
    { concurrency, gatherMs: 5, log },
  );
  await until(() => order.length === count);
  return order;
}

describe('the reports of a crowd', () => {
  // With 32 places at work all of a lane's jobs are fetched at once; with one, by their priority.
  it.each([1, 8, 32])('stand behind the next push of their lane (%i at work)', async (concurrency) => {
    const reports = [1, 2, 3, 4, 5].map((n) => job('report-issue', n));
    await send(...reports, job('follow-up', 6), job('report-check', 7));
    await send(job('push', 8));
    const order = await orderOf(9, concurrency, 'github', job('pull-request', 9));
    expect(order.slice(0, 3)).toEqual(['report-check 7', 'push 8', 'pull-request 9']);
    expect(order.slice(3)).toEqual([...reports.map((_, n) => `report-issue ${n + 1}`), 'follow-up 6']);
  });

  it('stand behind a push that comes while they are written', async () => {
    await send(...[1, 2, 3, 4, 5, 6].map((n) => job('report-issue', n)));
    const order = await orderOf(7, 32, 'github', job('push', 7));
    expect(order.slice(0, 2)).toEqual(['report-issue 1', 'push 7']);
  });

  it('and its revocations stand behind those of the organisation', async () => {
    await send(...[1, 2, 3, 4].map((n) => revoke(n, true)), revoke(5, false));
    expect((await orderOf(5, 1, 'revoke'))[0]).toBe('made up 5');
  });
});

describe('a job that was asked for', () => {
  it('is not asked for again while it waits for its turn', async () => {
    const check = job('report-check', 1);
    expect(await asked(check)).toBe(false);
    await send(check);
    expect(await asked(check)).toBe(true);
    expect(await asked(job('report-check', 2))).toBe(false);
    await orderOf(1, 1);
    await until(async () => !(await asked(check)));
  });

  it('is the same whatever trace it belongs to', async () => {
    const check = job('report-check', 3);
    await send({ ...check, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    expect(await asked(check)).toBe(true);
    await orderOf(1, 1);
  });
});

it('tells when it was made wherever it stands', () => {
  const since = Date.now();
  for (const behind of [true, false]) {
    const at = madeAt(newJobId(behind)).getTime();
    expect(at).toBeGreaterThanOrEqual(since - 1);
    expect(at).toBeLessThanOrEqual(Date.now() + 1);
  }
  expect(newJobId(false) < newJobId(true)).toBe(true);
});
