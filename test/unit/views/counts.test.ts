import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { readFirstLook } from '../../../src/inventory/first-look.ts';
import { listExceptions } from '../../../src/views/exceptions.ts';
import { FindingFilter, listFindings, readTrends } from '../../../src/views/findings.ts';
import { IncidentFilter, listIncidents } from '../../../src/views/incidents.ts';
import { readOverview } from '../../../src/views/overview.ts';
import { openTestStore } from '../../support/test-store.ts';

const PLAN: Plan = {
  ...DEMO,
  installationId: 52,
  repositories: 12,
  credentials: 90,
  exposures: 120,
  now: new Date('2026-11-25T12:00:00Z'),
};
const VIEWERS = [
  ['a member', { installations: [52] }] as const,
  ['the operator', { installations: 'all' }] as const,
];
const ALL = 5000;

/** What is counted by a short way is what the lists hold. */
describe.each(VIEWERS)('counts and lists for %s', (_, viewer) => {
  let store: Awaited<ReturnType<typeof openTestStore>>;

  beforeAll(async () => {
    store = await openTestStore();
    await seedOrganisation(store.db, deriveKeys(store.key), PLAN);
  });
  afterAll(() => store.remove());

  const findings = async (state: string, size = ALL) =>
    listFindings(store.db, viewer, FindingFilter.parse({ state }), size);
  const incidents = async (state?: string) =>
    (await listIncidents(store.db, viewer, IncidentFilter.parse({ state }), ALL)).rows;

  it('lists as accepted what an exception holds for, and all else as open', async () => {
    const accepted = (await findings('accepted')).rows;
    const open = (await findings('open')).rows;
    const exceptions = await listExceptions(store.db, viewer);
    expect(accepted.length).toBeGreaterThan(1);
    expect(accepted.map(({ accepted: one }) => one?.reason)).toEqual(
      accepted.map(() => expect.stringContaining('company network')),
    );
    expect(open.filter(({ accepted: one }) => one !== null)).toEqual([]);
    const named = accepted.map(({ check, name }) => `${check} ${name}`).sort();
    expect(exceptions.map(({ check, name }) => `${check} ${name}`).sort()).toEqual(named);
    const ends = exceptions.map(({ endsAt }) => endsAt.getTime());
    expect(ends).toEqual(ends.toSorted((one, other) => one - other));

    const trends = await readTrends(store.db, viewer, PLAN.now);
    const sum = (what: 'open' | 'accepted') => trends.reduce((n, trend) => n + trend[what], 0);
    expect([sum('open'), sum('accepted')]).toEqual([open.length, accepted.length]);
  });

  it('turns the pages of what was accepted', async () => {
    const all = (await findings('accepted')).rows.map(({ id }) => id);
    const first = await findings('accepted', 1);
    const filter = FindingFilter.parse({ state: 'accepted', cursor: first.next });
    const rest = await listFindings(store.db, viewer, filter, ALL);
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(all);
  });

  it('counts incidents as they are listed', async () => {
    const { found, dead, open, waiting } = await readOverview(store.db, viewer, PLAN.now, PLAN.now);
    const all = await incidents();
    expect({ found, dead, open, waiting }).toEqual({
      found: all.length,
      dead: (await incidents('dead')).length,
      open: (await incidents('open')).length,
      waiting: (await incidents('waiting')).length,
    });
  });

  it('counts the first look by the environment that a credential has by now', async () => {
    const [one] = await incidents();
    const change = { environment: 'moon' } as const;
    await store.db
      .updateTable('credentials')
      .set(change)
      .where('id', '=', one?.credential ?? '')
      .execute();
    const { states, repositories } = await readFirstLook(store.db, PLAN.installationId);
    expect(states.filter(({ environment }) => environment === 'moon')).toEqual([
      { state: one?.state, environment: 'moon', count: 1 },
    ]);
    const { rows } = await listIncidents(store.db, viewer, IncidentFilter.parse({}), ALL);
    expect(states.reduce((n, { count }) => n + count, 0)).toBe(rows.length);
    expect(repositories).toBeGreaterThanOrEqual(new Set(rows.map(({ repository }) => repository)).size);
  });
});
