import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { askForLooks } from '../../../src/jobs/governance/ask-for-looks.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const HOUR = 3600;
const intervals = { reconcileSeconds: 60, sweepSeconds: 60, registerSeconds: 24 * HOUR };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

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
  await queue.boss.deleteAllJobs();
  for (const table of ['installations', 'register_reads', 'governance_looks'] as const)
    await store.db.deleteFrom(table).execute();
});

interface Known {
  /** When it was looked at, and something of it read; seconds ago. */
  readonly looked?: number;
  readonly read?: number;
  readonly suspended?: true;
}

async function asked({ looked, read, suspended }: Known): Promise<number> {
  const { db } = store;
  await db
    .insertInto('installations')
    .values({ id: 7, owner: 'acme', owner_type: 'Organization', suspended_at: suspended ? new Date() : null })
    .execute();
  if (looked !== undefined)
    await db
      .insertInto('governance_looks')
      .values({ installation_id: 7, looked_at: ago(looked) })
      .execute();
  if (read !== undefined)
    await db
      .insertInto('register_reads')
      .values({ installation_id: 7, repository_id: 70, sha: null, code_owners: null, read_at: ago(read) })
      .execute();
  await askForLooks({ db, queue, intervals });
  await askForLooks({ db, queue, intervals });
  const { rows } = await queue.boss
    .getDb()
    .executeSql(`select 1 from pgboss.job where name = 'bulk' and data->>'kind' = 'check-register'`, []);
  return rows.length;
}

describe('a look at the register', () => {
  it.each<[string, number, Known]>([
    ['nothing of it was read yet', 0, {}],
    ['it was read for the first time', 1, { read: 1 }],
    ['nobody looked for a day', 1, { looked: 25 * HOUR }],
    ['something was read since, over an hour ago', 1, { looked: 2 * HOUR, read: 60 }],
    ['something was read since, within the hour', 0, { looked: HOUR / 2, read: 60 }],
    ['nothing was read since', 0, { looked: 2 * HOUR, read: 3 * HOUR }],
    ['the installation is suspended', 0, { looked: 25 * HOUR, suspended: true }],
  ])('when %s is asked for %i times', async (_when, times, known) => {
    expect(await asked(known)).toBe(times);
  });
});
