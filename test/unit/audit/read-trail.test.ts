import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { readTrail, type TrailCursor, type TrailFilter } from '../../../src/audit/read-trail.ts';
import { openTestStore } from '../../support/test-store.ts';

const COUNT = 3000;
const T0 = Date.UTC(2026, 10, 1);
let store: Awaited<ReturnType<typeof openTestStore>>;

beforeAll(async () => {
  store = await openTestStore();
  // Every third entry of two installations, in pairs that share a moment, some later than the one after them.
  await sql`insert into audit (installation_id, subject_kind, subject_id, actor, event, at)
    select 1 + n % 3, 'policy', n::text, case when n % 10 = 0 then '@tess' else 'rekey' end, 'event_' || n % 7,
      ${new Date(T0)}::timestamptz + interval '1 minute' * (n / 2 - (n % 5))
    from generate_series(1, ${COUNT}) n`.execute(store.db);
  await sql`analyze audit`.execute(store.db);
});
afterAll(() => store.remove());

async function pages(filter: TrailFilter, size: number) {
  const found = [];
  let after: TrailCursor | undefined;
  do {
    const page = await readTrail(store.db, filter, { size, ...(after ? { after } : {}) });
    expect(page.entries.length).toBeLessThanOrEqual(size);
    found.push(...page.entries);
    after = page.next;
  } while (after);
  return found;
}

describe('a page of the trail', () => {
  it('shows each entry once, the newest first, of those installations alone', async () => {
    const entries = await pages({ installations: [1, 3] }, 97);
    expect(entries).toHaveLength((COUNT * 2) / 3);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(new Set(entries.map(({ installation }) => installation))).toEqual(new Set([1, 3]));
    const order = entries.map(({ at, id }) => `${at} ${String(id).padStart(9, '0')}`);
    expect(order).toEqual(order.toSorted().toReversed());
  });

  it.each<[string, Partial<TrailFilter>, (n: number) => boolean]>([
    ['who', { actor: '@tess' }, (n) => n % 10 === 0],
    ['what', { event: 'event_3' }, (n) => n % 7 === 3],
    ['who and what', { actor: 'rekey', event: 'event_0' }, (n) => n % 10 !== 0 && n % 7 === 0],
  ])('is of %s', async (_, filter, fits) => {
    const entries = await pages({ installations: [1, 2, 3], ...filter }, 500);
    const wanted = Array.from({ length: COUNT }, (__, at) => at + 1).filter((n) => fits(n));
    expect(entries.map(({ subjectId }) => Number(subjectId)).toSorted((a, b) => a - b)).toEqual(wanted);
  });

  it('is of a period, whose end is not part of it', async () => {
    const [since, until] = [new Date(T0 + 600_000), new Date(T0 + 1_200_000)];
    const entries = await pages({ installations: [1, 2, 3], since, until }, 7);
    expect(entries.length).toBeGreaterThan(10);
    for (const { at } of entries) {
      expect(new Date(at).getTime()).toBeGreaterThanOrEqual(since.getTime());
      expect(new Date(at).getTime()).toBeLessThan(until.getTime());
    }
  });

  it('is empty for who may see no installation, and has no next one', async () => {
    expect(await readTrail(store.db, { installations: [] })).toEqual({ entries: [] });
    expect(await readTrail(store.db, { installations: [9] })).toEqual({ entries: [] });
  });
});
