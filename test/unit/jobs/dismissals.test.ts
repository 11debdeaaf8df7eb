import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { readHome } from '../../../src/inventory/waiting.ts';
import { decide, type Asked } from '../../../src/jobs/decide/decide.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const SANDBOX = { ...REPOSITORY, id: 21, name: 'sandbox' };
const PUBLIC = { ...REPOSITORY, id: 22, name: 'open', private: false };
const OTHER = { ...REPOSITORY, id: 23, name: 'other' };
const RULED = { ...REPOSITORY, id: 24, name: 'ruled' };
const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
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

const see = (value: string, repository = SANDBOX, facts: Partial<Observation> = {}) =>
  store.db.transaction().execute(async (trx) => {
    const observations = [makeObservation(makeFinding(value), facts)];
    const content = { installationId: 1, repository, observations };
    const recorded = await recordFindings(trx, keys, content, (text) => text);
    return recorded.credentials[0];
  });

/** An incident that only a person can end, in these repositories. */
async function leak(...repositories: readonly (typeof SANDBOX)[]) {
  const value = randomBytes(16).toString('hex');
  const ids = [];
  for (const one of repositories)
    ids.push((await see(value, one, { firstState: 'approval_needed' }))?.incidentId);
  const id = ids[0] ?? '';
  await store.db
    .transaction()
    .execute((trx) => settleIncident(trx, id, { state: 'manual_required', actor: 'broker' }));
  return { value, id };
}
const say = (incidentId: string, facts: Partial<Asked>) =>
  store.db
    .transaction()
    .execute((trx) =>
      decide(
        trx,
        { queue, keys },
        { incidentId, verb: 'not-a-secret', actor: '@tess', reason: 'x', ...facts },
      ),
    );
const eventsOf = async (id: string) =>
  (await readIncidentReport(store.db, id))?.timeline.map(({ event }) => event);
const homeOf = async (id: string) => (await readHome(store.db, id))?.name;

describe('a risk that was accepted of what few could read', () => {
  it('ends with the first place that anybody reads, and policy decides there', async () => {
    const { value, id } = await leak(SANDBOX);
    await say(id, { verb: 'accept-risk', until });
    expect(await see(value, OTHER)).toMatchObject({ state: 'dismissed', reopened: false });
    expect(await see(value, PUBLIC)).toMatchObject({ incidentId: id, toRevoke: true, reopened: true });
    expect((await eventsOf(id))?.slice(-3)).toEqual(['risk_ended', 'manual_required', 'found']);
    expect(await store.db.selectFrom('accepted_risks').selectAll().execute()).toEqual([]);
    expect(await readIncidentReport(store.db, id)).not.toHaveProperty('explanation');
  });

  it('ends although a stranger brought it there: he knows it', async () => {
    const { value, id } = await leak(SANDBOX);
    await say(id, { verb: 'accept-risk', until });
    expect(await see(value, PUBLIC, { crowd: 'user:7' })).toMatchObject({ toRevoke: true });
    expect(await eventsOf(id)).toContain('risk_ended');
  });

  it('stands where the public read it when it was accepted', async () => {
    const { value, id } = await leak(PUBLIC);
    await say(id, { verb: 'accept-risk', until });
    expect(await see(value, PUBLIC, { path: 'again.json' })).toMatchObject({ state: 'dismissed' });
  });
});

describe('what is no secret by the word of one repository', () => {
  it('is asked about again in another one, and then stands for both', async () => {
    const { value, id } = await leak(SANDBOX);
    expect(await say(id, {})).toBe('done');
    expect(await see(value, SANDBOX, { path: 'again.json' })).toMatchObject({ state: 'dismissed' });
    expect(await see(value, OTHER, { crowd: 'user:7' })).toMatchObject({ state: 'dismissed' });
    const asked = await see(value, OTHER, { firstState: 'approval_needed' });
    expect(asked).toMatchObject({ state: 'approval_needed', reopened: true });
    expect((await eventsOf(id))?.slice(-2)).toEqual(['asked_again', 'approval_needed']);
    expect(await homeOf(id)).toBe('other');
    expect(await say(id, {})).toBe('done');
    for (const one of [SANDBOX, OTHER])
      expect(await see(value, one, { path: 'more.json' })).toMatchObject({ state: 'dismissed' });
  });

  it('stays open where it stands in another one already, whose approvers are asked', async () => {
    const { id } = await leak(SANDBOX, OTHER);
    expect(await homeOf(id)).toBe('sandbox');
    expect(await say(id, {})).toBe('elsewhere');
    expect(await readIncidentReport(store.db, id)).toMatchObject({ state: 'manual_required' });
    expect(await eventsOf(id)).toContain('not_a_secret');
    expect(await homeOf(id)).toBe('other');
    expect(await say(id, {})).toBe('done');
  });

  it('is none everywhere by the word of whom the organisation lets decide', async () => {
    const { value, id } = await leak(RULED, OTHER);
    const policy = JSON.stringify(DEFAULT_POLICY);
    const organisation_file = JSON.stringify({ approvers: ['@octo/security'] });
    await store.db
      .insertInto('policies')
      .values({ repository_id: RULED.id, installation_id: 1, policy, organisation_file, read_at: new Date() })
      .execute();
    expect(await say(id, {})).toBe('done');
    expect(await see(value, PUBLIC)).toMatchObject({ state: 'dismissed', toRevoke: false });
  });

  it('is none everywhere by the word of the operator', async () => {
    const { id } = await leak(SANDBOX, OTHER);
    expect(await say(id, { actor: 'operator' })).toBe('done');
  });

  it('is forgotten where a person has it revoked after all', async () => {
    const { value, id } = await leak(SANDBOX);
    await say(id, {});
    await say(id, { verb: 'revoke' });
    expect(await see(value, SANDBOX)).toMatchObject({ toRevoke: true });
    expect(
      await store.db.selectFrom('dismissals').where('incident_id', '=', id).selectAll().execute(),
    ).toEqual([]);
  });
});
