import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
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

async function record(observation: Observation) {
  const content = { installationId: 1, repository: REPOSITORY, observations: [observation] };
  const recorded = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  return recorded.credentials[0];
}

describe('what was held back where its environment was known', () => {
  it.each([
    ['approval_needed', 'production'],
    ['denied_by_policy', 'production'],
  ] as const)('%s is not let go on by a place that does not tell it', async (firstState, environment) => {
    const finding = makeFinding(randomBytes(20).toString('hex'));
    await record(makeObservation(finding, { firstState, environment }));
    const alert = makeObservation(finding, {
      firstState: 'found',
      path: 'alert/4',
      place: { kind: 'alert', number: 4 },
    });
    expect(await record(alert)).toMatchObject({ state: firstState, toRevoke: false });
    // A policy that lets it be revoked by now says so where its server is known.
    const again = makeObservation(finding, { firstState: 'found', environment });
    expect(await record(again)).toMatchObject({ state: 'found', toRevoke: true });
  });

  it('is not held by the environment that a stranger names', async () => {
    const finding = makeFinding(randomBytes(20).toString('hex'));
    const crowd = 'user:77';
    await record(
      makeObservation(finding, { firstState: 'approval_needed', environment: 'production', crowd }),
    );
    const again = makeObservation(finding, { firstState: 'found', path: 'leak.json' });
    expect(await record(again)).toMatchObject({ state: 'found', toRevoke: true });
  });

  it('is held by the environment that the organisation named after a stranger had named none', async () => {
    const finding = makeFinding(randomBytes(20).toString('hex'));
    await record(makeObservation(finding, { firstState: 'approval_needed', crowd: 'user:77' }));
    await record(makeObservation(finding, { firstState: 'approval_needed', environment: 'production' }));
    const again = makeObservation(finding, { firstState: 'found', path: 'leak.json' });
    expect(await record(again)).toMatchObject({ state: 'approval_needed', toRevoke: false });
  });

  it('goes on where it never was', async () => {
    const finding = makeFinding(randomBytes(20).toString('hex'));
    await record(makeObservation(finding, { firstState: 'approval_needed' }));
    const again = makeObservation(finding, { firstState: 'found' });
    expect(await record(again)).toMatchObject({ state: 'found', toRevoke: true });
  });
});
