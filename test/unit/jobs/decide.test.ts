import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { INCIDENT_STATES, isEnded, type IncidentState } from '../../../src/inventory/state.ts';
import { decide, type Asked } from '../../../src/jobs/decide/decide.ts';
import { incidentOfIssue } from '../../../src/jobs/decide/find-incident.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };
let queue: Queue;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, pino({ level: 'silent' }));
});
afterEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

async function setPolicy(changes: Partial<Policy>): Promise<void> {
  const policy = JSON.stringify({ ...DEFAULT_POLICY, ...changes });
  const row = { policy, installation_id: 1, read_at: new Date() };
  await store.db
    .insertInto('policies')
    .values({ repository_id: REPOSITORY.id, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
}

/** An incident that waits for a person, as policy wants of production. */
async function waiting(value?: string): Promise<string> {
  await setPolicy({});
  const observation = makeObservation(makeFinding(value), {
    firstState: 'approval_needed',
    environment: 'production',
  });
  const content = { installationId: 1, repository: REPOSITORY, observations: [observation] };
  const recorded = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      content,
      createScrub([], (text) => text),
    ),
  );
  return recorded.credentials[0]?.incidentId ?? '';
}

const ask = (incidentId: string, changes: Partial<Asked> = {}) =>
  store.db
    .transaction()
    .execute((trx) =>
      decide(trx, { queue, keys }, { incidentId, verb: 'approve', actor: '@octo', ...changes }),
    );
const settle = (id: string, state: IncidentState, actor = 'rekey') =>
  store.db.transaction().execute((trx) => settleIncident(trx, id, { state, actor }));
const stateOf = async (id: string) => (await readIncidentReport(store.db, id))?.state;

describe('incidentOfIssue', () => {
  it('knows an issue by its row alone, and only for who sees the repository of the leak', async () => {
    const id = await waiting();
    const row = { issue_owner: 'octo', issue_repository: 'app', issue_number: 17 };
    await store.db.updateTable('incidents').set(row).where('id', '=', id).execute();
    const issue = { owner: 'Octo', name: 'APP', number: 17 };
    expect(await incidentOfIssue(store.db, 1, issue)).toMatchObject({ incidentId: id });
    expect(await incidentOfIssue(store.db, 2, issue)).toBeUndefined();
    expect(await incidentOfIssue(store.db, 1, { ...issue, number: 18 })).toBeUndefined();
    expect(await incidentOfIssue(store.db, 1, { ...issue, owner: 'evil' })).toBeUndefined();
  });
});

describe('decide', () => {
  it('approves once: the broker may act, and the trail says who let it', async () => {
    const id = await waiting();
    expect((await readIncidentReport(store.db, id))?.approval).toEqual({
      approvers: [],
      repository: { owner: REPOSITORY.owner, name: REPOSITORY.name },
    });
    expect(await ask(id)).toBe('done');
    expect(await ask(id)).toBe('nothing-waits');
    const report = await readIncidentReport(store.db, id);
    expect(report).toMatchObject({ state: 'found' });
    expect(report?.timeline.slice(-2)).toEqual([
      expect.objectContaining({ event: 'approval_needed' }),
      expect.objectContaining({ event: 'approved', person: '@octo' }),
    ]);
    expect(await queue.boss.findJobs('revoke')).toEqual([
      expect.objectContaining({ data: { incidentId: id, repositoryId: REPOSITORY.id } }),
    ]);
  });

  it('lets two who decide at the same time decide once', async () => {
    const id = await waiting();
    const all = await Promise.all([ask(id), ask(id, { verb: 'decline', reason: 'no' }), ask(id)]);
    expect(all.toSorted()).toEqual(['done', 'nothing-waits', 'nothing-waits']);
  });

  it('keeps a reason without the credential that it repeats', async () => {
    const value = randomBytes(16).toString('hex');
    const id = await waiting(value);
    expect(await ask(id, { verb: 'decline', reason: `it is ${value}` })).toBe('done');
    const report = await readIncidentReport(store.db, id);
    expect(report).toMatchObject({
      state: 'denied_by_policy',
      explanation: 'Declined by octo: it is [redacted]',
    });
    // Seen again, it stays as the person left it.
    expect(await waiting(value)).toBe(id);
    expect(await stateOf(id)).toBe('denied_by_policy');
  });

  it('does not override a broker that waits for its own operator', async () => {
    const id = await waiting();
    await settle(id, 'approval_needed', 'broker');
    expect((await readIncidentReport(store.db, id))?.approval).toBeUndefined();
    expect(await ask(id)).toBe('broker-waits');
    expect(await ask(id, { verb: 'decline', reason: 'no' })).toBe('broker-waits');
    expect(await stateOf(id)).toBe('approval_needed');
  });

  it.each<[string, Partial<Policy>]>([
    ['observes', { mode: 'observe' }],
    ['says never', { revoke: { default: 'auto', production: 'never' } }],
  ])('approves nothing when policy by now %s', async (_name, changes) => {
    const id = await waiting();
    await setPolicy(changes);
    expect(await ask(id)).toBe('forbidden');
    expect(await stateOf(id)).toBe('approval_needed');
    expect(await ask(id, { verb: 'decline', reason: 'no' })).toBe('done');
  });

  it.each(INCIDENT_STATES.filter((state) => state !== 'approval_needed' && state !== 'denied_by_policy'))(
    'approves nothing about what is %s',
    async (state) => {
      const id = await waiting();
      await settle(id, state);
      expect(await ask(id)).toBe(isEnded(state) ? 'ended' : 'nothing-waits');
      expect(await stateOf(id)).toBe(state);
      expect(await queue.boss.findJobs('revoke')).toEqual([]);
    },
  );

  it('knows nothing of what is not there', async () => {
    expect(await ask('00000000-0000-0000-0000-000000000000')).toBe('ended');
  });
});
