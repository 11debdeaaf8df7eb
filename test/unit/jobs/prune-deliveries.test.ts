import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pruneDeliveries } from '../../../src/jobs/queue/prune-deliveries.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

it('forgets deliveries that GitHub can no longer repeat, and no others', async () => {
  const now = new Date('2026-06-20T12:00:00Z');
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const row = { event: 'push', action: null, installation_id: 1 };
  await store.db
    .insertInto('deliveries')
    .values([0, 3, 7.9, 8.1, 100].map((days) => ({ ...row, id: `d${days}`, received_at: daysAgo(days) })))
    .execute();
  await pruneDeliveries(store.db, now);
  const left = await store.db.selectFrom('deliveries').select('id').orderBy('received_at', 'desc').execute();
  expect(left.map(({ id }) => id)).toEqual(['d0', 'd3', 'd7.9']);
});
