import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Quota } from '../../../src/github/quota.ts';
import { mirrorQuotas } from '../../../src/jobs/queue/mirror-quotas.ts';
import { createWriteBudget } from '../../../src/jobs/queue/write-budget.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const CHECK = { creates: true, issue: false, notifies: false };
const CHANGE = { creates: false, issue: false, notifies: false };
const ISSUE = { creates: true, issue: true, notifies: true };
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

/** How many of so many writes may go at once. */
async function allowed(installationId: number, write: typeof CHECK, count = 100): Promise<number> {
  // Two budgets over one database, as two processes have them.
  const rivals = [createWriteBudget(store.db, 60), createWriteBudget(store.db, 60)] as const;
  const answers = await Promise.all(
    Array.from({ length: count }, (_, n) => rivals[n % 2 === 0 ? 0 : 1](installationId, write)),
  );
  for (const { waitMs } of answers) expect(waitMs).toBeLessThan(3_600_000);
  return answers.filter(({ waitMs }) => waitMs === 0).length;
}

/** One more is allowed every two seconds, and a busy machine may take longer than that to ask. */
async function expectAllowed(asked: readonly (readonly [id: number, write: typeof CHECK, wanted: number])[]) {
  const start = performance.now();
  for (const [id, write, wanted] of asked) {
    const count = await allowed(id, write);
    expect(count).toBeGreaterThanOrEqual(wanted);
    expect(count).toBeLessThanOrEqual(wanted + Math.ceil((performance.now() - start) / 2000) - 1);
  }
}

describe('the budget for writing content', () => {
  it('lets half of a minute go at once, and leaves some of it to changes', async () => {
    await expectAllowed([
      [1, CHECK, 18],
      [1, CHANGE, 12],
      [1, CHANGE, 0],
    ]);
  });

  it('does not let issues use up what check runs need', async () => {
    await expectAllowed([
      [2, ISSUE, 3],
      [2, CHECK, 15],
    ]);
  });

  it('counts each installation for itself', async () => {
    expect(await allowed(3, CHECK, 10)).toBe(10);
  });

  it('says how long to wait', async () => {
    const reserve = createWriteBudget(store.db, 60);
    while ((await reserve(4, CHECK)).waitMs === 0);
    const { waitMs, stepMs } = await reserve(4, CHECK);
    expect(stepMs).toBe(2000);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(2000);
  });
});

describe('mirrorQuotas', () => {
  const state = { limit: 5000, remaining: 10, resetAt: Date.now() + 3_600_000, seenAt: Date.now() };

  it('tells other processes what is left, and that they shall be quiet', async () => {
    const [one, other] = [new Quota(), new Quota()];
    one.note(9, {
      'x-ratelimit-limit': state.limit,
      'x-ratelimit-remaining': state.remaining,
      'x-ratelimit-reset': Math.floor(state.resetAt / 1000),
    });
    one.pauses.pause('9', Date.now() + 30_000);
    await mirrorQuotas(store.db, one, { alone: false });
    await mirrorQuotas(store.db, other, { alone: false });
    expect(other.isLow(9)).toBe(true);
    expect(other.pauses.paused()).toEqual(['9']);
  });
});
