import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crowdOfAccount, crowdOffBranches, INSIDERS, unknownIn } from '../../../src/github/crowd.ts';
import { openPauses } from '../../../src/inventory/pauses.ts';
import { openBreaker } from '../../../src/jobs/breaker/breaker.ts';
import { chooseCrowd } from '../../../src/jobs/breaker/choose-crowd.ts';
import { resumeInstallation } from '../../../src/jobs/breaker/resume.ts';
import { watchPauses } from '../../../src/jobs/breaker/watch-pauses.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { beginRevocation } from '../../../src/jobs/revoke/begin-revocation.ts';
import { readIncident } from '../../../src/jobs/revoke/read-incident.ts';
import { openBreakerDesk, type BreakerDesk, type Home } from '../../support/breaker-desk.ts';
import { githubPat } from '../../support/credentials.ts';

const LIMIT = 3;
const STRANGER = crowdOfAccount(77);
const OTHER = crowdOfAccount(88);
const THIRD = crowdOfAccount(99);
const UNKNOWN = unknownIn({ id: 1 });
let desk: BreakerDesk;

beforeAll(async () => {
  desk = await openBreakerDesk(LIMIT);
});
afterAll(() => desk.close());

const value = () => randomBytes(24).toString('base64url');
const leakBy = (home: Home, crowd: string, secret = value()) =>
  desk.leak(home, secret, { crowd, path: crowd === INSIDERS ? '.mcp.json' : `issue/${crowd}` });

/** Somebody brings so many living credentials that he is paused. */
async function pause(home: Home, crowd: string): Promise<void> {
  for (let n = 0; n < LIMIT; n += 1)
    expect(await desk.beginAndEnd(home, await leakBy(home, crowd), 'revoked_verified')).toBe(true);
  expect(await desk.begin(home, await leakBy(home, crowd))).toBe(false);
}
const pausesOf = async ({ installationId }: Home) =>
  (await openPauses(desk.db)).filter((one) => one.installationId === installationId);

describe('what outsiders bring', () => {
  it.each([true, false])('pauses the outsider alone (private: %s)', async (isPrivate) => {
    const home = await desk.install(isPrivate);
    await pause(home, STRANGER);
    // As many as ever of the organisation's own, of a format that could be mistaken and in private too.
    for (let n = 0; n < LIMIT; n += 1)
      expect(await desk.beginAndEnd(home, await leakBy(home, INSIDERS), 'revoked_verified')).toBe(true);
    for (const crowd of [OTHER, UNKNOWN])
      expect(await desk.begin(home, await leakBy(home, crowd))).toBe(true);
    // And theirs stops theirs.
    expect(await desk.begin(home, await leakBy(home, INSIDERS))).toBe(false);
    expect(await pausesOf(home)).toMatchObject([
      { outsiders: true, waiting: 1 },
      { outsiders: false, waiting: 1 },
    ]);
  });

  it('calls a person once, however many outsiders there are', async () => {
    const home = await desk.install();
    await Promise.all([STRANGER, OTHER, UNKNOWN].map((crowd) => pause(home, crowd)));
    expect(await pausesOf(home)).toMatchObject([{ outsiders: true, waiting: 3, ended: LIMIT }]);
    const { rows } = await desk.queue.boss
      .getDb()
      .executeSql(
        `select distinct data->>'pauseId' from pgboss.job where data->>'kind' = 'report-pause' and group_id = $1`,
        [String(home.installationId)],
      );
    expect(rows).toHaveLength(1);
  });

  it("goes on when people of the organisation bring it too, and fills nobody else's count", async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    const secrets = Array.from({ length: LIMIT + 1 }, value);
    for (const secret of secrets) {
      expect(await desk.begin(home, await leakBy(home, STRANGER, secret))).toBe(false);
      // Merged by a maintainer, or quoted by one.
      const merged = await leakBy(home, INSIDERS, secret);
      expect(await desk.statesOf([merged])).toEqual(['found']);
      expect(await desk.beginAndEnd(home, merged, 'revoked_verified')).toBe(true);
    }
    expect(await desk.begin(home, await leakBy(home, INSIDERS))).toBe(true);
    expect(await pausesOf(home)).toMatchObject([{ outsiders: true, waiting: 1 }]);
  });

  it("is the organisation's in the very place where an outsider brought it first", async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    for (const more of [{}, { introduced: false }, { history: true }]) {
      const secret = value();
      const place = { path: 'src/a.json', ...more };
      expect(await desk.begin(home, await desk.leak(home, secret, { ...place, crowd: STRANGER }))).toBe(
        false,
      );
      expect(await desk.begin(home, await desk.leak(home, secret, place))).toBe(true);
      // Who brings it once more does not take it back.
      await desk.leak(home, secret, { ...place, crowd: STRANGER });
      const crowds = await desk.db
        .selectFrom('exposures')
        .select('crowd')
        .where('path', '=', place.path)
        .execute();
      expect(new Set(crowds.map(({ crowd }) => crowd))).toEqual(new Set([INSIDERS]));
    }
  });

  it('is no way around a pause of the organisation for what it brought itself', async () => {
    const home = await desk.install();
    await pause(home, INSIDERS);
    for (const crowds of [
      [INSIDERS, OTHER],
      [OTHER, INSIDERS],
    ]) {
      const secret = value();
      let leaked = await leakBy(home, INSIDERS, secret);
      for (const crowd of crowds) leaked = await leakBy(home, crowd, secret);
      expect(await desk.begin(home, leaked)).toBe(false);
    }
    expect(await pausesOf(home)).toMatchObject([{ outsiders: false, waiting: 3 }]);
  });

  it('goes on where the outsider told an environment and the organisation does not', async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    const secret = value();
    const told = { crowd: STRANGER, environment: 'production' };
    const leaked = await desk.leak(home, secret, told);
    expect(await desk.begin(home, leaked)).toBe(false);
    // Nothing new of his own, and where policy asks a person that one is asked.
    await desk.leak(home, secret, { crowd: STRANGER, path: 'again' });
    await desk.leak(home, secret, { firstState: 'approval_needed', path: 'asked' });
    expect(await desk.statesOf([leaked])).toEqual(['approval_needed']);
    await desk.leak(home, secret, { path: 'log' });
    expect(await desk.statesOf([leaked])).toEqual(['found']);
    expect(await desk.begin(home, leaked)).toBe(true);
  });

  it('cannot be held back by another outsider who brought it first', async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    const secret = value();
    expect(await desk.begin(home, await leakBy(home, STRANGER, secret))).toBe(false);
    expect(await desk.begin(home, await leakBy(home, OTHER, secret))).toBe(true);
    // The same commit, in a pull request of his own.
    const copied = value();
    const commit = { path: '.mcp.json', commit: 'd'.repeat(40) };
    expect(await desk.begin(home, await desk.leak(home, copied, { ...commit, crowd: STRANGER }))).toBe(false);
    expect(await desk.begin(home, await desk.leak(home, copied, { ...commit, crowd: OTHER }))).toBe(true);
  });

  it('is counted with whoever brought it last of those who are not paused', async () => {
    const home = await desk.install();
    const secret = value();
    let leaked = await leakBy(home, STRANGER, secret);
    for (const crowd of [THIRD, OTHER]) leaked = await leakBy(home, crowd, secret);
    const incident = await readIncident(desk.context, leaked.id);
    const chosen = () => chooseCrowd(desk.db, home.installationId, incident?.credential_id ?? '');
    expect(await chosen()).toBe(OTHER);
    await pause(home, OTHER);
    expect(await chosen()).toBe(THIRD);
    await pause(home, THIRD);
    expect(await chosen()).toBe(STRANGER);
    // None is left who is not, so the last is asked again; and the pause of another organisation is none here.
    await pause(home, STRANGER);
    expect(await chosen()).toBe(OTHER);
    const elsewhere = await desk.install();
    expect(await desk.begin(elsewhere, await leakBy(elsewhere, OTHER))).toBe(true);
  });

  it.each([crowdOffBranches, unknownIn])('holds up none of another repository (%p)', async (crowdIn) => {
    const home = await desk.install();
    await pause(home, crowdIn({ id: 1 }));
    expect(await desk.begin(home, await leakBy(home, crowdIn({ id: 2 })))).toBe(true);
    expect(await desk.begin(home, await leakBy(home, crowdIn({ id: 1 })))).toBe(false);
  });

  it("is asked about anew when the organisation brings it while an outsider's count is asked", async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    const secret = value();
    const leaked = await leakBy(home, STRANGER, secret);
    const incident = await readIncident(desk.context, leaked.id);
    if (!incident) throw new Error('it has ended');
    const breaker = await openBreaker(desk.context, incident, {
      secret: leaked.secret,
      repositoryId: home.repository.id,
    });
    await leakBy(home, INSIDERS, secret);
    const credential = { secret: leaked.secret, type: leaked.type, provider: 'mcp' };
    const trust = { issuers: [], servers: [] };
    await expect(beginRevocation(desk.context, incident, credential, trust, breaker)).rejects.toThrow(
      RetryLater,
    );
    expect(await desk.begin(home, leaked)).toBe(true);
  });

  it('is let go on with all that waits, or alone', async () => {
    const home = await desk.install();
    for (const crowd of [INSIDERS, STRANGER, OTHER]) await pause(home, crowd);
    expect(await resumeInstallation(desk.context, home.installationId, ['outsiders'])).toBe(2);
    expect(await pausesOf(home)).toMatchObject([{ outsiders: false, waiting: 1 }]);
    expect(await desk.begin(home, await leakBy(home, STRANGER))).toBe(true);
    expect(await desk.begin(home, await leakBy(home, INSIDERS))).toBe(false);
    await pause(home, UNKNOWN);
    expect(await resumeInstallation(desk.context, home.installationId)).toBe(3);
    expect(await pausesOf(home)).toEqual([]);
    for (const crowd of [INSIDERS, UNKNOWN])
      expect(await desk.begin(home, await leakBy(home, crowd))).toBe(true);
  });

  it("is nobody's pause any more once nothing of his waits, and he is forgotten with what counted", async () => {
    const home = await desk.install();
    await pause(home, STRANGER);
    const exact = await leakBy(home, STRANGER, githubPat());
    expect(await desk.begin(home, exact)).toBe(false);
    await pause(home, OTHER);
    const waiting = await desk.db
      .selectFrom('admissions')
      .select('incident_id')
      .where('installation_id', '=', home.installationId)
      .where('crowd', '=', STRANGER)
      .where('pause_id', 'is not', null)
      .execute();
    await desk.db
      .updateTable('incidents')
      .set({ state: 'denied_by_policy' })
      .where(
        'id',
        'in',
        waiting.map((one) => one.incident_id),
      )
      .execute();
    await watchPauses(desk.context);
    const breakers = () =>
      desk.db
        .selectFrom('breakers')
        .select(['crowd', 'pause_id'])
        .where('installation_id', '=', home.installationId)
        .where('crowd', '<>', INSIDERS)
        .orderBy('crowd')
        .execute();
    expect((await breakers()).map((one) => one.pause_id === null)).toEqual([true, false]);
    await resumeInstallation(desk.context, home.installationId);
    await desk.db.deleteFrom('admissions').where('installation_id', '=', home.installationId).execute();
    await watchPauses(desk.context);
    expect(await breakers()).toEqual([]);
  });
});
