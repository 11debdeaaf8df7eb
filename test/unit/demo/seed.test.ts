import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawCredentials } from '../../../demo/seed/credentials.ts';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { createRandom } from '../../../demo/seed/random.ts';
import { drawRepositories } from '../../../demo/seed/repositories.ts';
import { seedOrganisation, type SeededOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { verifyTrail } from '../../../src/audit/verify-trail.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { INCIDENT_STATES, isEnded } from '../../../src/inventory/state.ts';
import { openTestStore } from '../../support/test-store.ts';

const PLAN: Plan = {
  ...DEMO,
  repositories: 12,
  credentials: 60,
  exposures: 240,
  now: new Date('2026-11-25T12:00:00Z'),
};

function draw(seed: number) {
  const random = createRandom(seed);
  return drawCredentials(random, PLAN, drawRepositories(random, PLAN));
}

describe('the seeded organisation', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let made: SeededOrganisation;

  beforeAll(async () => {
    store = await openTestStore();
    made = await seedOrganisation(store.db, deriveKeys(store.key), PLAN);
  });
  afterAll(() => store.remove());

  it('has what was planned, and findings of the checks', () => {
    expect(made).toMatchObject({ repositories: 12, credentials: 60, exposures: 240 });
    expect(made.findings).toBeGreaterThan(20);
  });

  it('has incidents in every state, and a value of none', async () => {
    const rows = await store.db.selectFrom('incidents').select(['state', 'sealed']).execute();
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(INCIDENT_STATES));
    expect(rows.every(({ sealed }) => sealed === null)).toBe(true);
  });

  it('has exposures of every kind, each in a repository that it knows', async () => {
    const rows = await store.db
      .selectFrom('exposures')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
      .select(['kind', 'redacted'])
      .execute();
    expect(rows).toHaveLength(240);
    expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual(
      ['alert', 'artifact', 'commit', 'log', 'thread', 'variable'].sort(),
    );
    for (const { redacted } of rows) expect(redacted).toMatch(/^[\w-]{0,13}… \(\d+ characters\)$/);
  });

  it('has a trail whose chain holds, ends of incidents among it, and nothing in the future', async () => {
    const { value } = await verifyTrail({ db: store.db, keys: deriveKeys(store.key) }, {}).next();
    expect(value).toMatchObject({ installation: PLAN.installationId, rows: made.trail });
    expect(value).not.toHaveProperty('broken');
    const ends = await store.db
      .selectFrom('incidents')
      .innerJoin('audit', (join) =>
        join.onRef('audit.incident_id', '=', 'incidents.id').onRef('audit.event', '=', 'incidents.state'),
      )
      .select(['state', 'incidents.id', 'at', 'updated_at'])
      .execute();
    expect(new Set(ends.map(({ id }) => id)).size).toBe(60);
    const ended = ends.filter(({ state }) => isEnded(state));
    expect(ended.map(({ at }) => at)).toEqual(ended.map(({ updated_at }) => updated_at));
    expect(ends.every(({ at }) => at <= PLAN.now)).toBe(true);
  });

  it('has a year of days before today for each check', async () => {
    const { days, checks } = await store.db
      .selectFrom('governance_days')
      .select((eb) => [
        eb.fn.count<number>('day').distinct().as('days'),
        eb.fn.count<number>('check_id').distinct().as('checks'),
      ])
      .executeTakeFirstOrThrow();
    expect(Number(days)).toBe(361);
    expect(Number(checks)).toBeGreaterThan(8);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(8)[0]?.id).not.toBe(draw(7)[0]?.id);
  });
});
