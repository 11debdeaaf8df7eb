import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { verifyRotated } from '../../../src/jobs/decide/verify-rotated.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { fakeOf } from '../broker/fakes/all-fakes.ts';
import type { FakeWorld } from '../broker/fakes/fake-world.ts';
import { startWorld } from '../broker/fakes/worlds.ts';
import { makeFinding, makeObservation } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let repositories = 700;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
});
afterEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

/** A credential of a fake provider that waits for a person, and a word about it. */
async function leak(world: FakeWorld, options: { policy?: Partial<Policy>; decides?: boolean } = {}) {
  repositories += 1;
  const id = repositories;
  const policy = JSON.stringify({ ...DEFAULT_POLICY, ...options.policy });
  await store.db
    .insertInto('policies')
    .values({ repository_id: id, installation_id: 1, policy, read_at: new Date() })
    .execute();
  const { provider, type, secret, keyId } = world.credential();
  const facts = { provider, type, ...(keyId === undefined ? {} : { keyId }) };
  const observation = makeObservation(makeFinding(secret.reveal(), facts), {
    firstState: 'approval_needed',
  });
  const repository = { id, owner: 'octo', name: `app-${id}`, private: true, defaultBranch: 'main' };
  const found = { installationId: 1, repository, observations: [observation] };
  const scrub = createScrub([], (one) => one);
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, found, scrub));
  const incidentId = credentials[0]?.incidentId ?? '';
  const source = `comment/${id}`;
  const row = {
    source,
    incident_id: incidentId,
    actor: '@octo',
    verb: 'rotated',
    outcome: 'looking',
  } as const;
  await store.db.insertInto('decisions').values(row).execute();
  const word = { actor: '@octo', decides: options.decides ?? false, source };
  const task = { incidentId, repositoryId: id, probes: 0, only: 'verify', word } as const;
  const context = { db: store.db, keys, queue, broker: world.broker, log } as unknown as JobContext;
  return {
    incidentId,
    verify: (retryCount = 0) => verifyRotated(context, task, retryCount),
    report: () => readIncidentReport(store.db, incidentId),
    outcome: async () =>
      (
        await store.db
          .selectFrom('decisions')
          .select('outcome')
          .where('source', '=', source)
          .executeTakeFirst()
      )?.outcome,
  };
}

describe('a word that it was rotated', () => {
  it('of one that lives is answered, and ends nothing', async () => {
    const world = await startWorld(fakeOf('slack'));
    const said = await leak(world, { decides: true });
    await said.verify();
    expect(await said.outcome()).toBe('still-live');
    expect(await said.report()).toMatchObject({ state: 'approval_needed' });
    expect(world.leaked.isDead).toBeUndefined();
    expect(world.acted()).toBe(0);
    expect(await queue.boss.findJobs('github')).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ kind: 'answer-word' }) }),
    );
    // A second run of the same job does nothing.
    const asked = world.server.requests.length;
    await said.verify();
    expect(world.server.requests).toHaveLength(asked);
  });

  it.each([
    [false, 'already_inactive'],
    [true, 'revoked_verified'],
  ])('that is true ends it with the proof (seen alive before: %p)', async (seen, state) => {
    const world = await startWorld(fakeOf('slack'));
    const said = await leak(world);
    if (seen)
      await store.db
        .transaction()
        .execute((trx) => appendAudit(trx, said.incidentId, 'broker', [{ event: 'probe_live' }]));
    world.leaked.isDead = true;
    await said.verify();
    expect(await said.report()).toMatchObject({
      state,
      explanation: 'octo said that it was rotated, and so it is.',
    });
    expect(await said.outcome()).toBe('done');
  });

  it.each([
    [true, false, 'revoked_verified', 'done'],
    [false, false, 'approval_needed', 'noted'],
    [false, true, 'dismissed', 'done'],
  ] as const)(
    'that only the refusal of a pair bears out is no proof, unless the two were seen accepted (%p; decides: %p)',
    async (seen, decides, state, outcome) => {
      const world = await startWorld(fakeOf('aws-access-key'));
      const said = await leak(world, { decides });
      if (seen)
        await store.db
          .transaction()
          .execute((trx) => appendAudit(trx, said.incidentId, 'broker', [{ event: 'probe_live' }]));
      world.leaked.isDead = true;
      await said.verify();
      expect(await said.report()).toMatchObject({ state });
      expect(await said.outcome()).toBe(outcome);
    },
  );

  it('asks again while the provider does not answer, and then proves nothing, whoever says it', async () => {
    const world = await startWorld(fakeOf('slack'), { bend: () => ({ status: 503, json: {} }) });
    const said = await leak(world, { decides: true });
    await expect(said.verify()).rejects.toThrow('later');
    await said.verify(3);
    expect(await said.outcome()).toBe('noted');
    expect(await said.report()).toMatchObject({ state: 'approval_needed' });
  });

  it.each([
    ['policy observes', { mode: 'observe' }],
    ['policy never revokes', { revoke: { default: 'never', production: 'never' } }],
  ] as const)('sends the value nowhere where %s', async (_name, policy) => {
    const world = await startWorld(fakeOf('slack'));
    const said = await leak(world, { policy });
    await said.verify();
    expect(world.server.requests).toEqual([]);
    expect(await said.outcome()).toBe('noted');
    expect(await said.report()).toMatchObject({ state: 'approval_needed' });
  });
});
