import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { askForBackfills } from '../../../src/jobs/backfill/ask-for-backfills.ts';
import { sweepBackfillFolders } from '../../../src/jobs/backfill/backfill-folder.ts';
import {
  changeBackfill,
  endBackfill,
  nextBackfill,
  packIds,
  unpackIds,
} from '../../../src/jobs/backfill/backfill-row.ts';
import { readBackfills } from '../../../src/jobs/backfill/read-backfills.ts';
import { wakeBackfills } from '../../../src/jobs/backfill/wake-backfills.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Store & { remove(): Promise<void> };
let queue: Queue;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, pino({ level: 'silent' }));
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});
beforeEach(async () => {
  await store.db.deleteFrom('backfills').execute();
});

const JOBS = sql`select count(*)::int as n from pgboss.job where name = 'bulk' and state = 'created'`;

const ask = (installationId: number, ...ids: number[]) =>
  store.db.transaction().execute((trx) =>
    askForBackfills(
      trx,
      queue,
      installationId,
      ids.map((id) => ({ id, owner: 'octo', name: `r${id}` })),
    ),
  );
const next = async (installationId = 1) => (await nextBackfill(store.db, installationId)).row;
const take = async (installationId = 1) => {
  const row = await next(installationId);
  if (!row) throw new Error('nothing is left');
  return row;
};
const states = async () => (await readBackfills(store.db)).map(({ id, state }) => [id, state]);

describe('histories that are asked for', () => {
  it('are read one at a time, and what has begun goes first', async () => {
    await ask(1, 11, 12);
    const first = await take();
    expect(first.repository_id).toBe(11);
    await changeBackfill(store.db, first, { state: 'scanning', done: 5, total: 9 });
    expect(await take()).toMatchObject({ repository_id: 11, state: 'scanning', done: 5 });
    await endBackfill(store.db, await take(), 'done');
    expect((await take()).repository_id).toBe(12);
    expect(await next(2)).toBeUndefined();
  });

  it('go on when they are asked for again, and begin anew when they have ended', async () => {
    await ask(1, 11);
    await changeBackfill(store.db, await take(), {
      state: 'scanning',
      done: 5,
      heads: packIds(['a'.repeat(40)]),
    });
    await ask(1, 11);
    expect(await take()).toMatchObject({ state: 'scanning', done: 5 });
    await endBackfill(store.db, await take(), 'failed', 'No.');
    expect(await readBackfills(store.db)).toMatchObject([{ state: 'failed', error: 'No.' }]);
    await ask(1, 11);
    expect(await take()).toMatchObject({ state: 'waiting', done: 0, heads: null, error: null });
  });

  it('belong to the installation that asked last', async () => {
    await ask(1, 11);
    await changeBackfill(store.db, await take(), { state: 'scanning', done: 5 });
    await ask(2, 11);
    expect(await next(1)).toBeUndefined();
    expect(await take(2)).toMatchObject({ state: 'waiting', done: 0 });
  });

  it('are changed by one process only', async () => {
    await ask(1, 11);
    const row = await take();
    await changeBackfill(store.db, row, { done: 5 });
    await expect(changeBackfill(store.db, row, { done: 7 })).rejects.toMatchObject({ code: 'BACKFILL_LOST' });
    expect(await take()).toMatchObject({ done: 5 });
  });

  it('wait for their time, and let others go first', async () => {
    await ask(1, 11, 12);
    await changeBackfill(store.db, await take(), { next_at: new Date(Date.now() + 60_000) });
    expect((await take()).repository_id).toBe(12);
    await endBackfill(store.db, await take(), 'done');
    const { row, waitMs } = await nextBackfill(store.db, 1);
    expect([row, Math.round((waitMs ?? 0) / 10_000)]).toEqual([undefined, 6]);
  });

  it('get a job again when theirs is lost', async () => {
    await ask(7, 71);
    await queue.boss.deleteAllJobs('bulk');
    const context = { db: store.db, queue } as JobContext;
    await wakeBackfills(context);
    await wakeBackfills(context);
    expect((await JOBS.execute(store.db)).rows).toEqual([{ n: 1 }]);
    expect(await states()).toEqual([[71, 'waiting']]);
  });

  it('keep their folder, and only they do', async () => {
    await ask(1, 11, 12);
    await changeBackfill(store.db, await take(), { state: 'scanning' });
    const folder = mkdtempSync(join(tmpdir(), 'rekey-sweep-'));
    for (const name of ['11', '13', 'x'])
      mkdirSync(join(folder, name, 'repository.git'), { recursive: true });
    await sweepBackfillFolders({ db: store.db, backfill: { folder, maxBytes: 1, sliceMs: 1 } });
    expect(['11', '13', 'x'].map((name) => existsSync(join(folder, name)))).toEqual([true, false, false]);
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('packed ids', () => {
  it('are unpacked, each once', () => {
    const ids = ['a'.repeat(40), '0123456789'.repeat(4), 'a'.repeat(40)];
    expect(unpackIds(packIds(ids))).toEqual(ids.slice(0, 2));
    expect(unpackIds(packIds([]))).toEqual([]);
    expect(unpackIds(null)).toEqual([]);
  });
});
