import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { recordReading, type Reading } from '../../../src/inventory/readings.ts';
import { openTestStore } from '../../support/test-store.ts';

const HALF_PAST = new Date('2026-11-25T12:30:00Z');
const OCTO = { login: 'octo', id: 5 };
const READING: Reading = {
  by: { person: OCTO },
  event: 'agent_asked',
  what: 'list_servers',
  filters: ['search'],
  installations: [1, 2],
};

let store: Awaited<ReturnType<typeof openTestStore>>;
/** Hours since the first, so that no case knows another's. */
let hours = 0;

beforeAll(async () => {
  store = await openTestStore();
});
beforeEach(() => {
  hours += 24;
});
afterAll(() => store.remove());

const at = (minutes: number) => new Date(HALF_PAST.getTime() + (hours * 60 + minutes) * 60_000);
const rowsSince = (when: Date) =>
  store.db
    .selectFrom('audit')
    .select(['installation_id', 'actor', 'actor_id', 'subject_id', 'event', 'why'])
    .where('at', '>=', when)
    .orderBy('id')
    .execute();

describe('what somebody reads', () => {
  it('is written down once an hour, for each organisation of which he reads', async () => {
    const row = { actor: '@octo', actor_id: 5, subject_id: null, event: 'agent_asked' };
    const why = 'list_servers by search';
    for (const minutes of [0, 1, 29]) await recordReading(store.db, READING, at(minutes));
    expect(await rowsSince(at(0))).toEqual([
      { ...row, installation_id: 1, why },
      { ...row, installation_id: 2, why },
    ]);
    await recordReading(store.db, { ...READING, filters: [] }, at(30));
    expect((await rowsSince(at(30))).map((one) => one.why)).toEqual(['list_servers', 'list_servers']);
  });

  it('is told apart by who, by what and by how', async () => {
    const one = { ...READING, installations: [1] };
    for (const reading of [
      one,
      { ...one, what: 'list_secrets' },
      { ...one, event: 'api_read' as const },
      { ...one, by: { person: { ...OCTO, id: 6 } } },
      { ...one, by: { token: 'id-of-a-token' }, event: 'api_read' as const },
      { ...one, by: 'operator' as const, installations: 'all' as const },
    ])
      await recordReading(store.db, reading, at(0));
    const rows = await rowsSince(at(0));
    expect(rows).toHaveLength(6);
    expect(rows[4]).toMatchObject({ actor: 'api-token', actor_id: null, subject_id: 'id-of-a-token' });
    expect(rows[5]).toMatchObject({ actor: 'operator', installation_id: 0 });
  });

  it('is written down once where several processes see it at once', async () => {
    // Another process remembers nothing of this one.
    const processes = Array.from({ length: 4 }, () =>
      store.db.withPlugin({
        transformQuery: ({ node }) => node,
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    );
    await Promise.all(processes.map((db) => recordReading(db, READING, at(0))));
    expect(await rowsSince(at(0))).toHaveLength(2);
  });

  it('is forgotten after a day, but for the trail', async () => {
    const before = await store.db.selectFrom('readings').select('reader').execute();
    expect(before.length).toBeGreaterThan(1);
    hours += 24;
    await recordReading(store.db, READING, at(0));
    expect(await store.db.selectFrom('readings').select('reader').execute()).toHaveLength(1);
  });
});
