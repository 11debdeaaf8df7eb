import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../../src/governance/hygiene.ts';
import { acceptFinding } from '../../../src/register/exceptions.ts';
import { findingByCode } from '../../../src/register/find-finding.ts';
import { hygieneOwners, readHygiene } from '../../../src/register/read-hygiene.ts';
import type { Severity } from '../../../src/policy/severity.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const NOW = new Date();
const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000).toISOString().slice(0, 10);

let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

/** A finding of installation 7 that stands open; returns its id. */
async function finding(check: string, owners: readonly string[], severity: Severity = 'medium') {
  const id = randomUUID();
  await store.db
    .insertInto('governance_findings')
    .values({
      id,
      installation_id: 7,
      check_id: check,
      subject_kind: 'secret',
      subject_id: randomUUID(),
      subject_name: 'DEPLOY',
      repository: 'acme/app',
      severity,
      facts: JSON.stringify({ secret: 'DEPLOY', days: 80, allowed: 90 }),
      owners: JSON.stringify(owners),
      opened_at: NOW,
      changed_at: NOW,
      seen_at: NOW,
    })
    .execute();
  return id;
}

describe('what the hygiene issue of an owner is made of', () => {
  it('is what is open of his, worst first, with the true count, and a code for each that is named', async () => {
    const low = await finding('rotation-overdue', ['@Ann'], 'low');
    for (let n = 0; n < 6; n++) await finding('server-reuse', ['@ann', '@bob'], 'high');
    await finding('leak-content', ['@ann'], 'critical');
    await finding('no-owner', []);
    const hygiene = await readHygiene(store.db, 7, '@ann', NOW);
    expect(hygiene.groups.map(({ check, count, subjects }) => [check, count, subjects.length])).toEqual([
      ['server-reuse', 6, 5],
      ['rotation-overdue', 1, 1],
    ]);
    expect(hygiene.groups[1]?.subjects[0]).toMatchObject({ code: codeOf(low), severity: 'low' });
    expect(await readHygiene(store.db, 7, '@bob', NOW)).toMatchObject({ groups: [] });
    expect((await readHygiene(store.db, 7, '', NOW)).groups.map(({ check }) => check)).toEqual(['no-owner']);
    expect(await hygieneOwners(store.db, 7, 9)).toEqual(['@ann', '']);
    expect(await readHygiene(store.db, 8, '@ann', NOW)).toMatchObject({ groups: [] });
  });

  it('goes to the next owner when the first has left', async () => {
    const gone = { installation_id: 7, owner: '@ann', gone: true, read_at: NOW };
    await store.db.insertInto('register_owners').values(gone).execute();
    expect((await readHygiene(store.db, 7, '@bob', NOW)).groups[0]).toMatchObject({ count: 6 });
    expect((await readHygiene(store.db, 7, '', NOW)).groups.map(({ check }) => check)).toEqual([
      'no-owner',
      'rotation-overdue',
    ]);
    await store.db.deleteFrom('register_owners').execute();
  });

  it('leaves out what somebody accepted, and names it again when that ends within 14 days', async () => {
    const id = await finding('stale', ['@cleo']);
    const by = { installations: [7] };
    const word = { reason: 'it goes with the project', owner: '@cleo', until: day(30) };
    expect(await acceptFinding(store.db, by, '@dana', id, word)).toBe('done');
    expect(await readHygiene(store.db, 7, '@cleo', NOW)).toMatchObject({ groups: [], ending: [] });
    expect(await acceptFinding(store.db, by, '@dana', id, { ...word, until: day(10) })).toBe('done');
    const { groups, ending, exceptions } = await readHygiene(store.db, 7, '@cleo', NOW);
    expect({ groups, ending, exceptions }).toMatchObject({
      groups: [],
      ending: [{ check: 'stale', name: 'DEPLOY', reason: word.reason }],
      exceptions: 1,
    });
  });

  it('is found by the code of one that is open, in its own installation', async () => {
    const id = await finding('stale', ['@eve']);
    expect(await findingByCode(store.db, 7, codeOf(id))).toBe(id);
    expect(await findingByCode(store.db, 8, codeOf(id))).toBeUndefined();
    await store.db.updateTable('governance_findings').set({ closed_at: NOW }).where('id', '=', id).execute();
    expect(await findingByCode(store.db, 7, codeOf(id))).toBeUndefined();
  });
});
