import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { placePath, type Place } from '../../../src/github/place.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { readOpenIncidents } from '../../../src/inventory/open-incidents.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

const record = (installationId: number, repositoryId: number, observations: readonly Observation[]) =>
  store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      {
        installationId,
        repository: { ...REPOSITORY, id: repositoryId, name: `r${repositoryId}` },
        observations,
      },
      (text) => text,
    ),
  );

const at = (place: Place): Observation =>
  makeObservation(makeFinding(), { place, path: placePath(place), commit: '' });

it('reads what is open, with the paths that policy compares, and nothing of other installations', async () => {
  const shared = makeFinding();
  const ended = makeFinding();
  await record(1, 11, [
    makeObservation(shared, { path: 'a.json', firstState: 'approval_needed', environment: 'production' }),
    makeObservation(ended, { path: 'dead.json' }),
  ]);
  await record(1, 12, [makeObservation(shared, { path: 'b.json', firstState: 'approval_needed' })]);
  await record(2, 21, [makeObservation(makeFinding(), { path: 'other.json' })]);
  await store.db
    .updateTable('incidents')
    .set({ state: 'revoked_verified' })
    .where('credential_id', 'in', (eb) =>
      eb.selectFrom('exposures').select('credential_id').where('path', '=', 'dead.json'),
    )
    .execute();

  const { incidents, capped } = await readOpenIncidents(store.db, 1, 11);
  expect(capped).toBe(false);
  expect(incidents).toEqual([
    {
      held: true,
      environment: 'production',
      places: expect.arrayContaining([
        { repositoryId: 11, path: 'a.json' },
        { repositoryId: 12, path: 'b.json' },
      ]),
    },
  ]);
  expect(await readOpenIncidents(store.db, 1)).toMatchObject({ incidents: [{ held: true }] });
  expect(await readOpenIncidents(store.db, 1, 21)).toEqual({ incidents: [], capped: false });
});

it('names places that are no file as an ignore rule does', async () => {
  await record(3, 31, [
    at({ kind: 'log', run: 1, attempt: 1, job: 'build', step: 'test' }),
    at({ kind: 'artifact', run: 1, artifact: 'logs', file: 'out/a.txt' }),
    at({ kind: 'thread', thread: 'issue', id: '12' }),
    at({ kind: 'variable', family: 'actions', scope: 'environment', environment: 'qa', name: 'A' }),
  ]);
  const { incidents } = await readOpenIncidents(store.db, 3);
  expect(incidents.flatMap(({ places }) => places.map(({ path }) => path)).toSorted()).toEqual([
    'actions/environment/qa/A',
    'actions/runs/log',
    'issue/12.md',
    'out/a.txt',
  ]);
});

it('reads the newest 500 and says that there are more', async () => {
  await record(
    4,
    41,
    Array.from({ length: 502 }, (_, n) => makeObservation(makeFinding(), { path: `${n}.json` })),
  );
  const { incidents, capped } = await readOpenIncidents(store.db, 4);
  expect([incidents.length, capped]).toEqual([500, true]);
});
