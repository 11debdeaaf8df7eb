import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { forgetOld } from '../../../src/broker-service/maintenance.ts';
import { deriveBrokerKeys } from '../../../src/broker-service/keys/own-keys.ts';
import { storeRotation, type NewRotation } from '../../../src/broker-service/rotation/store-rotations.ts';
import { createBreaker, createRotationBreaker } from '../../../src/broker-service/work/breaker.ts';
import type { Job } from '../../../src/broker-service/work/job.ts';
import { listTripped, resume } from '../../../src/broker-service/work/resume.ts';
import { createSettle } from '../../../src/broker-service/work/settle.ts';
import { createRevocationStore, newId, takeDue } from '../../../src/broker-service/work/store-revocations.ts';
import { githubPat } from '../../support/credentials.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const keys = deriveBrokerKeys(randomBytes(32));
const rules = { reserved: [], breaker: { credentials: 2, minutes: 10 }, intake: {} };
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;
let clock = Date.parse('2026-11-25T04:00:00Z');
const now = () => clock;

beforeAll(async () => {
  store = await openTestBrokerStore();
});
afterAll(() => store.remove());

const request = {
  provider: 'github',
  type: 'github-pat-classic',
  action: 'safest',
  reason: 'leaked_private',
  trust: { issuers: [], servers: [] },
} as const;

/** A stored revocation that a process has taken. */
async function makeJob(owner: string, more: Partial<Job> = {}): Promise<Job> {
  const job = {
    id: randomUUID(),
    client: 'app',
    owner,
    valueDigest: randomBytes(16).toString('hex'),
    request,
    secret: new Secret('x'),
    admitted: false,
    seenLive: false,
    attempts: 1,
    probes: 0,
    ...more,
  };
  await createRevocationStore(
    store.db,
    keys,
    now,
  )({
    ...job,
    idempotencyKey: randomUUID(),
    bodyDigest: 'd',
    leasedUntil: new Date(clock + 60_000),
  });
  return job;
}

const by = (broughtBy?: string) => ({ request: { ...request, ...(broughtBy ? { broughtBy } : {}) } });

/** A stored rotation. */
async function makeRotation(owner: string, more: Partial<NewRotation> = {}) {
  const id = newId();
  const rotation: NewRotation = {
    id,
    client: 'app',
    owner,
    credential: 'c',
    idempotencyKey: id,
    bodyDigest: 'b',
    valueDigest: id,
    request: {
      provider: 'grafana',
      type: 'grafana-service-account-token',
      overlapSeconds: 0,
      target: { kind: 'vault_kv', path: 'ci/x', field: 'y' },
    },
    secret: new Secret('x'),
    ...more,
  };
  await storeRotation(store.db, keys, now(), rotation);
  return rotation;
}

const setStage = (id: string, stage: 'failed' | 'overlap' | 'done') =>
  store.db.updateTable('broker_rotations').set({ stage }).where('id', '=', id).execute();

const settle = (job: Job, seenLive: boolean) =>
  createSettle(
    store.db,
    now,
  )({
    id: job.id,
    state: seenLive ? 'revoked_verified' : 'already_inactive',
    seenLive,
    probes: 0,
    ended: true,
    steps: [],
    messages: [],
  });

const breaker = () => createBreaker({ db: store.db, rules, now });

describe('the circuit breaker', () => {
  it('counts what may be alive, lets dead ones go, and stops at the limit of living ones', async () => {
    const jobs = await Promise.all(['one', 'two', 'three'].map(() => makeJob('acme')));
    // Asked together, as one process does.
    const admit = breaker();
    expect(await Promise.all(jobs.map(admit))).toEqual(['go', 'go', 'wait']);
    const [one, two, three] = jobs as [Job, Job, Job];
    await settle(one, false);
    expect(await breaker()(three)).toBe('go');
    await settle(two, true);
    await settle(three, true);
    const four = await makeJob('acme');
    expect(await breaker()(four)).toBe('tripped');
    // A restart forgets nothing.
    expect(await breaker()(await makeJob('acme'))).toBe('tripped');
    expect(await listTripped({ db: store.db })).toMatchObject([{ client: 'app', owner: 'acme' }]);
  });

  it('does not stop other owners or other clients', async () => {
    expect(await breaker()(await makeJob('other'))).toBe('go');
    expect(await breaker()(await makeJob('acme', { client: 'app2' }))).toBe('go');
  });

  it('lets through what a person let through, a dry run, and what it let through before', async () => {
    expect(await breaker()(await makeJob('acme', { admitted: true }))).toBe('go');
    expect(await breaker()(await makeJob('acme', { request: { ...request, action: 'dry_run' } }))).toBe('go');
  });

  it('counts anew after a person has looked, and lets what waits go on', async () => {
    const waiting = await makeJob('acme');
    await createSettle(
      store.db,
      now,
    )({
      id: waiting.id,
      state: 'approval_needed',
      seenLive: false,
      probes: 0,
      ended: false,
      uncounted: true,
      steps: [],
      messages: [],
    });
    clock += 1000;
    expect(await resume({ db: store.db, now }, 'app', 'acme')).toBe(1);
    expect(await breaker()(await makeJob('acme'))).toBe('go');
    const taken = await takeDue(store.db, { most: 10, now: clock, leaseMs: 1000 });
    expect(taken.map(({ id, approved, attempts }) => ({ id, approved, attempts }))).toContainEqual({
      id: waiting.id,
      approved: true,
      attempts: 1,
    });
  });

  it('counts rotations with revocations, since each ends a living credential', async () => {
    const admit = createRotationBreaker({ db: store.db, rules, now });
    const [one, two, three] = [
      await makeRotation('turns'),
      await makeRotation('turns'),
      await makeRotation('turns'),
    ];
    expect([await admit(one), await admit(two), await admit(three)]).toEqual(['go', 'go', 'wait']);
    expect(await breaker()(await makeJob('turns'))).toBe('wait');
    // One that failed ended nothing.
    await setStage(one.id, 'failed');
    expect(await admit(three)).toBe('go');
    await Promise.all([setStage(two.id, 'done'), setStage(three.id, 'overlap')]);
    expect(await admit(await makeRotation('turns'))).toBe('tripped');
    expect(await breaker()(await makeJob('turns'))).toBe('tripped');
  });

  it('counts what an outsider brought for that one alone, and lets all of an owner go on at once', async () => {
    const trip = async (broughtBy?: string) => {
      for (let n = 0; n < rules.breaker.credentials; n += 1) {
        const job = await makeJob('crowds', by(broughtBy));
        expect(await breaker()(job)).toBe('go');
        await settle(job, true);
      }
      const waits = await makeJob('crowds', by(broughtBy));
      expect(await breaker()(waits)).toBe('tripped');
      await store.db
        .updateTable('broker_revocations')
        .set({ state: 'approval_needed' })
        .where('id', '=', waits.id)
        .execute();
    };
    const listed = async () =>
      (await listTripped({ db: store.db }))
        .filter(({ owner }) => owner === 'crowds')
        .map(({ outsiders, waiting }) => [outsiders, waiting]);
    await trip('one');
    await trip('other');
    expect(await breaker()(await makeJob('crowds'))).toBe('go');
    expect(await createRotationBreaker({ db: store.db, rules, now })(await makeRotation('crowds'))).toBe(
      'go',
    );
    expect(await listed()).toEqual([[true, 2]]);
    clock += 601_000;
    await trip();
    expect(await listed()).toEqual([
      [false, 1],
      [true, 2],
    ]);
    expect(await resume({ db: store.db, now }, 'app', 'crowds')).toBe(3);
    expect(await listed()).toEqual([]);
    clock += 90_000_000;
    await forgetOld(store.db, clock);
    const left = await store.db
      .selectFrom('broker_breakers')
      .select('brought_by')
      .where('owner', '=', 'crowds')
      .execute();
    expect(left).toEqual([{ brought_by: '' }]);
  });

  it('neither holds back nor counts what is public and cannot be mistaken: nobody keeps a leak alive with tokens of his own', async () => {
    const isPublic = { request: { ...request, reason: 'leaked_public' } };
    const makeExact = () => makeJob('open', { ...isPublic, secret: new Secret(githubPat()) });
    for (let index = 0; index < 4; index++) {
      const job = await makeExact();
      expect(await breaker()(job)).toBe('go');
      await settle(job, true);
    }
    const others = [await makeJob('open'), await makeJob('open', isPublic)];
    expect(await Promise.all(others.map(breaker()))).toEqual(['go', 'go']);
    await Promise.all(others.map((job) => settle(job, true)));
    expect(await breaker()(await makeJob('open', isPublic))).toBe('tripped');
    expect(await breaker()(await makeExact())).toBe('go');
  });

  it('forgets after its window', async () => {
    const [one, two] = [await makeJob('later'), await makeJob('later')];
    const admit = breaker();
    await Promise.all([one, two].map(admit));
    await Promise.all([settle(one, true), settle(two, true)]);
    clock += 601_000;
    expect(await breaker()(await makeJob('later'))).toBe('go');
  });
});

describe('takeDue', () => {
  it('gives a revocation to one process only, until its lease ends', async () => {
    const job = await makeJob('leases');
    await store.db
      .updateTable('broker_revocations')
      .set({ leased_until: null })
      .where('id', '=', job.id)
      .execute();
    const take = () => takeDue(store.db, { most: 1000, now: clock, leaseMs: 1000 });
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second].filter(({ id }) => id === job.id)).toHaveLength(1);
    clock += 1001;
    expect((await take()).map(({ id }) => id)).toContain(job.id);
  });
});
