import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { oldValues } from '../../../src/inventory/old-values.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const PAST = { history: true, atHead: false } as const;
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function see(facts: Partial<Observation>, finding = makeFinding()): Promise<string> {
  const observations = [makeObservation(finding, facts)];
  const content = { installationId: 1, repository: REPOSITORY, observations };
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  return credentials[0]?.incidentId ?? '';
}
const end = async (id: string, state: IncidentState, ...events: readonly string[]) => {
  await store.db.updateTable('incidents').set({ state }).where('id', '=', id).execute();
  const evidence = events.map((event) => ({ event }));
  await store.db.transaction().execute((trx) => appendAudit(trx, id, 'broker', evidence));
};
const isOld = async (id: string) => (await oldValues(store.db, [id])).has(id);

describe('an old value', () => {
  it.each<[IncidentState, readonly string[]]>([
    ['already_inactive', ['probe_dead']],
    ['expired', []],
    // Refused at a place that only the text names: no proof, and nobody saw it alive.
    ['manual_required', ['probe_dead', 'revocation_accepted']],
    ['manual_required', ['left_unseen']],
  ])('is what only deleted files held and nobody takes any more (%s, %j)', async (state, events) => {
    const id = await see(PAST);
    await end(id, state, ...events);
    expect(await isOld(id)).toBe(true);
  });

  it.each<[string, IncidentState, readonly string[]]>([
    ['was seen alive', 'manual_required', ['probe_live', 'probe_dead']],
    ['was revoked', 'revoked_verified', ['probe_live', 'revocation_accepted', 'probe_dead']],
    ['was asked nowhere', 'manual_required', []],
    ['got no clear answer at its last look', 'manual_required', ['probe_dead', 'revoking', 'probe_failed']],
    ['waits', 'approval_needed', ['probe_dead']],
  ])('is none that %s', async (_what, state, events) => {
    const id = await see(PAST);
    await end(id, state, ...events);
    expect(await isOld(id)).toBe(false);
  });

  it.each<[string, Partial<Observation>]>([
    ['a present version of a branch', { history: true, atHead: true }],
    ['a push', {}],
    ['a text', { place: { kind: 'thread', thread: 'issue-comment', id: '1' }, commit: '', path: 'x' }],
  ])('is one no more once %s shows it', async (_what, facts) => {
    const finding = makeFinding();
    const id = await see(PAST, finding);
    await end(id, 'already_inactive', 'probe_dead');
    await see({ path: 'again.json', ...facts }, finding);
    expect(await isOld(id)).toBe(false);
  });

  it('is none of which an issue tells already', async () => {
    const id = await see(PAST);
    await end(id, 'already_inactive', 'probe_dead');
    await store.db.updateTable('incidents').set({ issue_number: 7 }).where('id', '=', id).execute();
    expect(await isOld(id)).toBe(false);
  });
});
