import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createCleanCommits,
  pruneCleanCommits,
  type CleanCommits,
} from '../../../src/inventory/clean-commits.ts';
import { keepRanges, rangesAt } from '../../../src/inventory/judged-ranges.ts';
import { policyRules } from '../../../src/jobs/judge/policy-rules.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
let store: Store & { remove(): Promise<void> };
let clean: CleanCommits;

beforeAll(async () => {
  store = await openTestStore();
  clean = createCleanCommits(store.db);
});
afterAll(() => store.remove());
beforeEach(async () => {
  await store.db.deleteFrom('clean_commits').execute();
  await store.db.deleteFrom('judged_ranges').execute();
});

describe('clean commits', () => {
  it('are those of the repository that were clean under the same rules', async () => {
    await Promise.all([
      clean.save({ repositoryId: 1, rules: 'r', commits: [A, B] }),
      clean.save({ repositoryId: 1, rules: 'r', commits: [B] }),
      clean.save({ repositoryId: 2, rules: 'r', commits: [C] }),
    ]);
    const ask = (repositoryId: number, rules: string) =>
      clean.among({ repositoryId, rules, commits: [A, B, C] });
    expect(await Promise.all([ask(1, 'r'), ask(2, 'r'), ask(1, 'other'), ask(3, 'r')])).toEqual([
      new Set([A, B]),
      new Set([C]),
      new Set(),
      new Set(),
    ]);
    await clean.save({ repositoryId: 1, rules: 'other', commits: [A] });
    expect([await ask(1, 'r'), await ask(1, 'other')]).toEqual([new Set([B]), new Set([A])]);
  });

  it('may be none, and may be thousands', async () => {
    const commits = Array.from({ length: 5000 }, (_, n) => n.toString(16).padStart(40, '0'));
    await clean.save({ repositoryId: 1, rules: 'r', commits: [] });
    await clean.save({ repositoryId: 1, rules: 'r', commits });
    expect((await clean.among({ repositoryId: 1, rules: 'r', commits })).size).toBe(5000);
    expect((await clean.among({ repositoryId: 1, rules: 'r', commits: [] })).size).toBe(0);
  });

  it('are forgotten after 90 days, and so are the ranges', async () => {
    const range = { number: 9, head: A, base: B, rules: 'r' };
    await clean.save({ repositoryId: 1, rules: 'r', commits: [A] });
    await keepRanges(store.db, 1, [range]);
    await pruneCleanCommits(store.db, inDays(89));
    expect((await clean.among({ repositoryId: 1, rules: 'r', commits: [A] })).size).toBe(1);
    expect(await rangesAt(store.db, 1, A)).toEqual([range]);
    await pruneCleanCommits(store.db, inDays(91));
    expect((await clean.among({ repositoryId: 1, rules: 'r', commits: [A] })).size).toBe(0);
    expect(await rangesAt(store.db, 1, A)).toEqual([]);
  });
});

describe('the ranges of a head', () => {
  it('are one for each pull request, with the base of now', async () => {
    const first = { number: 9, head: A, headRef: 'topic', base: B, baseRef: 'main', rules: 'r' };
    const second = { number: 10, head: A, base: B, rules: '' };
    await keepRanges(store.db, 1, [first, second]);
    await keepRanges(store.db, 1, [{ ...first, base: C, baseRef: 'release' }]);
    expect(new Set(await rangesAt(store.db, 1, A))).toEqual(
      new Set([{ ...first, base: C, baseRef: 'release' }, second]),
    );
    expect(await rangesAt(store.db, 2, A)).toEqual([]);
  });
});

describe('policyRules', () => {
  const ignore = [{ path: '**', reason: 'x', until: '2026-06-10' }];

  it('change with the policy, and with the day on which a rule runs out', () => {
    const plain = policyRules(DEFAULT_POLICY, '2026-06-10');
    const policy = { ...DEFAULT_POLICY, ignore };
    expect(policyRules(DEFAULT_POLICY, '2026-07-01')).toBe(plain);
    expect(policyRules({ ...DEFAULT_POLICY, scope: 'all' }, '2026-06-10')).not.toBe(plain);
    expect(policyRules(policy, '2026-06-10')).not.toBe(plain);
    expect(policyRules(policy, '2026-06-11')).toBe(plain);
  });
});
