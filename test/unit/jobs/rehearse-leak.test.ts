import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { rehearseLeak } from '../../../src/jobs/revoke/rehearse-leak.ts';
import { withPlan } from '../../../src/jobs/revoke/with-plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { planSection } from '../../../src/respond/words/plan.ts';
import { renderTimeline } from '../../../src/respond/render-timeline.ts';
import type { Store } from '../../../src/store/database.ts';
import { fakeOf } from '../broker/fakes/all-fakes.ts';
import type { FakeWorld } from '../broker/fakes/fake-world.ts';
import { startWorld } from '../broker/fakes/worlds.ts';
import { makeFinding, makeObservation } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const OBSERVE = { mode: 'observe', dryRun: true } as const;
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let repositories = 500;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
});
afterEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

const contextOf = ({ broker }: FakeWorld): JobContext =>
  ({ db: store.db, keys, queue, broker, log }) as unknown as JobContext;

/** A credential of a fake provider that leaked where policy says this. */
async function leak(world: FakeWorld, policy: Partial<Policy>) {
  repositories += 1;
  const id = repositories;
  const text = JSON.stringify({ ...DEFAULT_POLICY, ...policy });
  await store.db
    .insertInto('policies')
    .values({ repository_id: id, installation_id: 1, policy: text, read_at: new Date() })
    .execute();
  const { provider, type, secret } = world.credential();
  const finding = makeFinding(secret.reveal(), { provider, type });
  const repository = { id, owner: 'octo', name: `app-${id}`, private: true, defaultBranch: 'main' };
  const observations = [makeObservation(finding, { firstState: 'denied_by_policy' })];
  const found = { installationId: 1, repository, observations };
  const scrub = createScrub([], (one) => one);
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, found, scrub));
  const incidentId = credentials[0]?.incidentId ?? '';
  const task = { incidentId, repositoryId: id, probes: 0, only: 'rehearse' } as const;
  return { task, report: async () => (await readIncidentReport(store.db, incidentId)) ?? Promise.reject() };
}
type Leaked = Awaited<ReturnType<typeof leak>>;
const eventsOf = async ({ report }: Leaked) => (await report()).timeline.map(({ event }) => event);

describe('a dry run of what policy only observes', () => {
  it('asks the provider once, changes nothing, and stands in the timeline', async () => {
    const world = await startWorld(fakeOf('slack'));
    const leaked = await leak(world, OBSERVE);
    await rehearseLeak(contextOf(world), leaked.task, 0);
    await rehearseLeak(contextOf(world), leaked.task, 0);
    expect(await eventsOf(leaked)).toEqual([
      'denied_by_policy',
      'probe_live',
      'dry_run_accepted',
      'rehearsed',
    ]);
    const report = await leaked.report();
    expect(report.state).toBe('denied_by_policy');
    expect(world.leaked.isDead).toBeUndefined();
    expect(renderTimeline(report.timeline, 10_000).join('\n')).toContain(
      'Dry run: the provider would accept the revocation',
    );
  });

  it.each<[string, string, Partial<Policy>]>([
    ['it was not consented to', 'slack', { mode: 'observe' }],
    ['policy enforces', 'slack', { dryRun: true }],
    ['the provider offers none', 'gitlab-pat', OBSERVE],
  ])('sends nothing anywhere where %s', async (_why, record, policy) => {
    const world = await startWorld(fakeOf(record));
    const leaked = await leak(world, policy);
    await rehearseLeak(contextOf(world), leaked.task, 0);
    expect(world.server.requests).toEqual([]);
    expect(await eventsOf(leaked)).toEqual(['denied_by_policy']);
  });

  it('leaves a provider alone that does not answer', async () => {
    const world = await startWorld(fakeOf('slack'), { bend: () => ({ status: 503, json: {} }) });
    const leaked = await leak(world, OBSERVE);
    await expect(rehearseLeak(contextOf(world), leaked.task, 0)).rejects.toThrow('later');
    await rehearseLeak(contextOf(world), leaked.task, 3);
    expect((await eventsOf(leaked)).at(-1)).toBe('rehearsed');
  });
});

describe('what Rekey would do', () => {
  it('is told of what policy only observes, without asking anybody', async () => {
    const world = await startWorld(fakeOf('slack'));
    const leaked = await leak(world, { mode: 'observe' });
    const { plan } = await withPlan(contextOf(world), await leaked.report());
    expect(plan).toMatchObject({ why: 'observe', action: 'revoke', dryRun: true });
    const said = plan ? planSection(plan).join('\n') : '';
    expect(said).toContain('Rekey would revoke it at Slack at once. That cannot be undone.');
    expect(said).toContain('`dry_run: true`');
    expect(said).not.toContain(world.leaked.value);
    expect(world.server.requests).toEqual([]);
  });

  it('is told to whoever decides, and not where policy never lets Rekey act', async () => {
    const world = await startWorld(fakeOf('slack'));
    const leaked = await leak(world, {});
    expect((await withPlan(contextOf(world), await leaked.report())).plan).toBeUndefined();
    await store.db
      .updateTable('incidents')
      .set({ state: 'approval_needed' })
      .where('id', '=', leaked.task.incidentId)
      .execute();
    const { plan } = await withPlan(contextOf(world), await leaked.report());
    expect(plan && planSection(plan).join('\n')).toContain('Approving has it revoked at Slack.');
  });
});
