import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { OutcomeState } from '../../../src/broker/broker.ts';
import { countPaused, openPauses } from '../../../src/inventory/pauses.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { forgetHarmless, openBreaker } from '../../../src/jobs/breaker/breaker.ts';
import { resumeInstallation, resumeOwner } from '../../../src/jobs/breaker/resume.ts';
import { watchPauses } from '../../../src/jobs/breaker/watch-pauses.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { beginRevocation } from '../../../src/jobs/revoke/begin-revocation.ts';
import { readIncident } from '../../../src/jobs/revoke/read-incident.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { githubPat } from '../../support/credentials.ts';
import { makeFinding, makeObservation } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const broker = { revoke: () => Promise.reject(new Error('nobody asked for it')) };
const LIMITS = { credentials: 4, minutes: 10 };
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let context: JobContext;
let installations = 0;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  context = { db: store.db, keys, queue, broker, log } as unknown as JobContext;
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

/** A repository of an installation of its own. */
async function install(isPrivate = true) {
  installations += 1;
  const id = 1000 + installations;
  const repository = { id, owner: `org-${id}`, name: 'app', private: isPrivate, defaultBranch: 'main' };
  const policy = JSON.stringify({ ...DEFAULT_POLICY, breaker: LIMITS });
  await store.db
    .insertInto('policies')
    .values({ repository_id: id, installation_id: id, policy, read_at: new Date() })
    .execute();
  return { installationId: id, repository };
}
type Home = Awaited<ReturnType<typeof install>>;

interface Leaked {
  readonly id: string;
  readonly secret: Secret;
  readonly type: string;
}

async function leak(home: Home, value: string = randomBytes(24).toString('base64url')): Promise<Leaked> {
  const isPat = value.startsWith('ghp_');
  const type = isPat ? 'github-pat-classic' : 'mcp-bearer';
  const finding = makeFinding(value, { provider: isPat ? 'github' : 'mcp', type });
  const found = { ...home, observations: [makeObservation(finding)] };
  const scrub = createScrub([], (text) => text);
  const recorded = await store.db.transaction().execute((trx) => recordFindings(trx, keys, found, scrub));
  return { id: recorded.credentials[0]?.incidentId ?? '', secret: new Secret(value), type };
}

/** Begins as a worker does: what has to wait comes back. */
async function begin({ repository }: Home, { id, secret, type }: Leaked, tries = 1): Promise<boolean> {
  const incident = await readIncident(context, id);
  if (!incident) throw new Error('it has ended');
  const breaker = await openBreaker(context, incident, { secret, repositoryId: repository.id });
  const credential = { secret, type, provider: 'mcp' };
  try {
    return await beginRevocation(context, incident, credential, { issuers: [], servers: [] }, breaker);
  } catch (error) {
    if (!(error instanceof RetryLater) || tries <= 1) throw error;
    await delay(20);
    return begin({ repository } as Home, { id, secret, type }, tries - 1);
  }
}

async function end({ id }: Leaked, state: OutcomeState): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await settleIncident(trx, id, { state, actor: 'broker' });
    await forgetHarmless(trx, id, { state });
  });
}

async function beginAndEnd(home: Home, leaked: Leaked, state: OutcomeState): Promise<boolean> {
  const began = await begin(home, leaked, 500);
  if (began) await end(leaked, state);
  return began;
}

const many = (home: Home, n: number) => Promise.all(Array.from({ length: n }, () => leak(home)));
const statesOf = async (all: readonly Leaked[]) => {
  const ids = all.map(({ id }) => id);
  const rows = await store.db.selectFrom('incidents').select('state').where('id', 'in', ids).execute();
  return rows.map(({ state }) => state).toSorted();
};

describe('the circuit breaker', () => {
  it('lets through the number that policy says, however many workers ask at once, and then calls one person', async () => {
    const home = await install();
    const leaks = await many(home, 12);
    const began = await Promise.all(leaks.map((one) => beginAndEnd(home, one, 'revoked_verified')));
    expect(began.filter(Boolean)).toHaveLength(LIMITS.credentials);
    const waiting = 12 - LIMITS.credentials;
    expect(await statesOf(leaks)).toEqual([
      ...Array.from({ length: waiting }, () => 'approval_needed'),
      ...Array.from({ length: LIMITS.credentials }, () => 'revoked_verified'),
    ]);
    const pauses = (await openPauses(store.db)).filter((one) => one.installationId === home.installationId);
    expect(pauses).toMatchObject([{ ended: LIMITS.credentials, minutes: 10, waiting }]);
    expect(pauses[0]?.owner).toBe(home.repository.owner);
    const events = await store.db
      .selectFrom('audit')
      .select(['event', 'actor'])
      .where('event', '=', 'paused_by_breaker')
      .execute();
    expect(events).toHaveLength(waiting);
    const calls = await queue.boss
      .getDb()
      .executeSql(
        `select 1 from pgboss.job where name = 'github' and data->>'kind' = 'report-pause' and group_id = $1`,
        [String(home.installationId)],
      );
    expect(calls.rows).toHaveLength(1);

    // Another installation is no part of it.
    const other = await install();
    expect(await begin(other, await leak(other))).toBe(true);

    expect(await resumeOwner(context, home.repository.owner.toUpperCase())).toBe(waiting);
    expect(await resumeOwner(context, home.repository.owner)).toBeUndefined();
    expect(await statesOf(leaks)).not.toContain('approval_needed');
    const rest = await Promise.all(
      leaks.map(async (one) => ((await readIncident(context, one.id)) ? begin(home, one) : undefined)),
    );
    // What a person approved counts for nothing: as many others may follow.
    expect(rest.filter(Boolean)).toHaveLength(waiting);
    const next = await many(home, LIMITS.credentials + 1);
    const again = await Promise.all(next.map((one) => beginAndEnd(home, one, 'disabled_verified')));
    expect(again.filter(Boolean)).toHaveLength(LIMITS.credentials);
    await resumeInstallation(context, home.installationId);
  });

  it('does not count what was dead when it was found, or what nobody could end', async () => {
    const home = await install();
    const states = ['already_inactive', 'expired', 'manual_required', 'untrusted_issuer', 'failed'] as const;
    for (const state of states)
      for (const one of await many(home, 2)) expect(await beginAndEnd(home, one, state)).toBe(true);
    expect(await countPaused(store.db)).toBe(0);
  });

  it('lets as many wait as may still turn out to have been alive', async () => {
    const home = await install();
    const [last, ...first] = await many(home, LIMITS.credentials + 1);
    for (const one of first) expect(await begin(home, one)).toBe(true);
    if (!last || !first[0]) throw new Error('none');
    await expect(begin(home, last)).rejects.toThrow(RetryLater);
    expect(await statesOf([last])).toEqual(['found']);
    await end(first[0], 'already_inactive');
    expect(await begin(home, last)).toBe(true);
  });

  it('forgets what was ended before the window', async () => {
    const home = await install();
    for (const one of await many(home, LIMITS.credentials)) await beginAndEnd(home, one, 'revoked_verified');
    await store.db
      .updateTable('admissions')
      .set({ at: new Date(Date.now() - LIMITS.minutes * 60_000 - 1000) })
      .where('installation_id', '=', home.installationId)
      .execute();
    expect(await begin(home, await leak(home))).toBe(true);
  });

  it('never holds back what is public and cannot be mistaken, and does not count it', async () => {
    const home = await install(false);
    for (let n = 0; n < LIMITS.credentials * 2; n += 1)
      expect(await beginAndEnd(home, await leak(home, githubPat()), 'revoked_verified')).toBe(true);
    for (const one of await many(home, LIMITS.credentials))
      expect(await beginAndEnd(home, one, 'revoked_verified')).toBe(true);
    const opaque = await leak(home);
    expect(await begin(home, opaque)).toBe(false);
    expect(await begin(home, await leak(home, githubPat()))).toBe(true);
    await resumeInstallation(context, home.installationId);
  });

  it('ends by itself when people decided one by one, and lets go on what became public', async () => {
    const home = await install();
    for (const one of await many(home, LIMITS.credentials)) await beginAndEnd(home, one, 'revoked_verified');
    const exact = await leak(home, githubPat());
    const opaque = await leak(home);
    for (const one of [exact, opaque]) expect(await begin(home, one)).toBe(false);
    await store.db
      .updateTable('repositories')
      .set({ private: false })
      .where('id', '=', home.repository.id)
      .execute();
    await watchPauses(context);
    expect(await statesOf([exact, opaque])).toEqual(['approval_needed', 'found']);
    expect(await begin(home, exact)).toBe(true);
    expect(await countPaused(store.db)).toBe(1);
    const settlement = { state: 'denied_by_policy', actor: '@octo' } as const;
    await store.db.transaction().execute((trx) => settleIncident(trx, opaque.id, settlement));
    await watchPauses(context);
    expect(await openPauses(store.db)).toEqual([]);
    // Nobody said that the count begins anew.
    expect(await begin(home, await leak(home))).toBe(false);
  });
});
