import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { keepIncidentDays } from '../../../src/inventory/incident-days.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { readOverview } from '../../../src/views/overview.ts';
import { openTestStore } from '../../support/test-store.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const PLAN: Plan = { ...DEMO, installationId: 61, repositories: 5, credentials: 80, exposures: 80, now: NOW };
const SINCE = new Date('2026-05-01T00:00:00Z');

describe('days of incidents', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  const viewer = { installations: [61] };

  beforeAll(async () => {
    store = await openTestStore();
    await seedOrganisation(store.db, deriveKeys(store.key), PLAN);
  });
  afterAll(() => store.remove());

  it('are the same whether they are kept or counted', async () => {
    const kept = await readOverview(store.db, viewer, SINCE, NOW);
    await store.db.deleteFrom('incident_days').execute();
    const counted = await readOverview(store.db, viewer, SINCE, NOW);
    expect(counted).toEqual(kept);
    // Kept up to a day in the middle, and twice.
    for (const day of ['2026-08-01T05:00:00Z', '2026-09-01T05:00:00Z', '2026-09-01T05:00:00Z'])
      await keepIncidentDays(store.db, new Date(day));
    expect(await readOverview(store.db, viewer, SINCE, NOW)).toEqual(kept);
    const last = await store.db
      .selectFrom('incident_days')
      .select((eb) => eb.fn.max('open').as('open'))
      .executeTakeFirstOrThrow();
    expect(last.open).toBeGreaterThan(0);
    expect(kept.days).toHaveLength(209);
    expect(kept.days.at(-1)?.open).toBe(kept.open);
  });

  it('keeps no day before an hour after its end', async () => {
    await store.db.deleteFrom('incident_days').execute();
    const kept = async () => {
      const { day } = await store.db
        .selectFrom('incident_days')
        .select(sql<string>`to_char(max(day), 'YYYY-MM-DD')`.as('day'))
        .executeTakeFirstOrThrow();
      return day;
    };
    await keepIncidentDays(store.db, new Date('2026-11-25T00:59:00Z'));
    expect((await kept()) < '2026-11-24').toBe(true);
    await keepIncidentDays(store.db, new Date('2026-11-25T01:01:00Z'));
    expect(await kept()).toBe('2026-11-24');
  });

  it('follows what becomes of an incident, its owners and its credential', async () => {
    const { id, credential_id } = await store.db
      .selectFrom('incidents')
      .select(['id', 'credential_id'])
      .where('state', '=', 'manual_required')
      .executeTakeFirstOrThrow();
    const listed = () =>
      store.db
        .selectFrom('incident_list')
        .selectAll()
        .where('incident_id', '=', id)
        .executeTakeFirstOrThrow();
    const settle = (state: 'dismissed' | 'revoked_verified' | 'approval_needed') =>
      store.db.transaction().execute((trx) => settleIncident(trx, id, { state, actor: 'rekey' }));
    expect(await listed()).toMatchObject({ state: 'manual_required', ended_at: null, dead_at: null });
    await settle('dismissed');
    expect(await listed()).toMatchObject({ state: 'dismissed', ended_at: expect.anything(), dead_at: null });
    await settle('approval_needed');
    expect(await listed()).toMatchObject({ ended_at: null, dead_at: null });
    await settle('revoked_verified');
    const { ended_at, dead_at } = await listed();
    expect([ended_at, dead_at]).toEqual([expect.anything(), ended_at]);
    await store.db.deleteFrom('credential_owners').where('credential_id', '=', credential_id).execute();
    expect((await listed()).owners).toEqual([]);
    await store.db
      .insertInto('credential_owners')
      .values({ credential_id, owners: '["@someone"]', source: 'person' })
      .execute();
    expect((await listed()).owners).toEqual(['@someone']);
    await store.db
      .updateTable('credentials')
      .set({ server: 'Elsewhere', installation_id: 62 })
      .where('id', '=', credential_id)
      .execute();
    expect(await listed()).toMatchObject({
      installation_id: 62,
      search: expect.stringContaining('\nelsewhere\n'),
    });
  });
});
