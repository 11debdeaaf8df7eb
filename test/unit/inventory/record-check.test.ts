import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { CheckFacts, Observation } from '../../../src/inventory/observation.ts';
import { readCheckReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };
let head = 0;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());
beforeEach(() => {
  head += 1;
});

async function record(observations: readonly Observation[], changes: Partial<CheckFacts> = {}) {
  const check: CheckFacts = {
    installationId: 1,
    headSha: head.toString(16).padStart(40, '0'),
    mode: 'enforce',
    notes: [],
    ...changes,
  };
  const content = { installationId: 1, repository: REPOSITORY, observations, check };
  const { checkId = '' } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  return checkId;
}

const shown = async (checkId: string) => (await readCheckReport(store.db, checkId))?.exposures ?? [];
const rowOf = (checkId: string) =>
  store.db.selectFrom('checks').selectAll().where('id', '=', checkId).executeTakeFirstOrThrow();
const publish = (checkId: string) =>
  store.db
    .updateTable('checks')
    .set({ check_run_id: 77, digest: 'published', attempted_at: new Date() })
    .where('id', '=', checkId)
    .execute();

describe('the check of a commit that several jobs judge', () => {
  it.each([
    [[undefined, undefined], undefined],
    [[undefined, false], false],
    [[false, undefined], false],
    [[false, false], false],
    [[false, true], true],
    [[true, false], true],
    [[true, undefined], true],
  ])('holds what one of them still sees: %p gives %p', async (answers, expected) => {
    const finding = makeFinding();
    let checkId = '';
    for (const atHead of answers)
      checkId = await record([{ ...makeObservation(finding), ...(atHead === undefined ? {} : { atHead }) }]);
    expect((await shown(checkId)).map((exposure) => exposure.atHead)).toEqual([expected]);
  });

  it('adds up what could not be read', async () => {
    await record([], { notes: ['one', 'two'] });
    const checkId = await record([], { notes: ['two', 'three'], mode: 'observe' });
    const row = await rowOf(checkId);
    expect(row.notes.toSorted()).toEqual(['one', 'three', 'two']);
    expect(row).toMatchObject({ mode: 'observe' });
  });
});

describe('a check that is judged anew', () => {
  it('says what is found now, and is published even when that is the same', async () => {
    const seen = [makeObservation()];
    const checkId = await record(seen, { notes: ['old'] });
    await publish(checkId);
    expect(await record(seen, { anew: true })).toBe(checkId);
    expect(await rowOf(checkId)).toMatchObject({
      notes: [],
      digest: null,
      check_run_id: 77,
    });
    expect(await shown(checkId)).toHaveLength(1);
  });

  it('gets another check run when something that was marked is no longer said', async () => {
    const [kept, gone] = [makeObservation(makeFinding()), makeObservation(makeFinding())];
    const checkId = await record([kept, { ...gone, path: 'other.json' }]);
    await publish(checkId);
    await record([kept], { anew: true });
    expect(await rowOf(checkId)).toMatchObject({ digest: null, check_run_id: null, attempted_at: null });
    expect((await shown(checkId)).map(({ path }) => path)).toEqual([kept.path]);
  });

  it('leaves what it says of other places', async () => {
    const place = { kind: 'variable', family: 'actions', scope: 'repository', name: 'CONFIG' } as const;
    const variable = { ...makeObservation(), place, path: 'actions/repository/CONFIG', commit: '' };
    const checkId = await record([variable]);
    await publish(checkId);
    await record([], { anew: true });
    expect(await shown(checkId)).toHaveLength(1);
    expect(await rowOf(checkId)).toMatchObject({ check_run_id: 77 });
  });
});
