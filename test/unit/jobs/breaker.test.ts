import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countPaused, openPauses } from '../../../src/inventory/pauses.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { resumeInstallation, resumeOwner } from '../../../src/jobs/breaker/resume.ts';
import { watchPauses } from '../../../src/jobs/breaker/watch-pauses.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { readIncident } from '../../../src/jobs/revoke/read-incident.ts';
import { openBreakerDesk, type BreakerDesk, type Home } from '../../support/breaker-desk.ts';
import { githubPat, mcpBearer } from '../../support/credentials.ts';
import { makeFinding } from '../../support/findings.ts';

const LIMITS = { credentials: 4, minutes: 10 };
let desk: BreakerDesk;

beforeAll(async () => {
  desk = await openBreakerDesk(LIMITS.credentials);
});
afterAll(() => desk.close());

/** What the audit trail says of the pauses of an installation. */
const trailOf = ({ installationId }: Home) =>
  desk.db
    .selectFrom('audit')
    .select(['event', 'actor', 'why'])
    .where('installation_id', '=', installationId)
    .where('subject_kind', '=', 'installation')
    .where('event', 'like', 'breaker_%')
    .orderBy('id')
    .execute();
const many = (home: Home, n: number) => Promise.all(Array.from({ length: n }, () => desk.leak(home)));

describe('the circuit breaker', () => {
  it('lets through the number that policy says, however many workers ask at once, and then calls one person', async () => {
    const home = await desk.install();
    const leaks = await many(home, 12);
    const began = await Promise.all(leaks.map((one) => desk.beginAndEnd(home, one, 'revoked_verified')));
    expect(began.filter(Boolean)).toHaveLength(LIMITS.credentials);
    const waiting = 12 - LIMITS.credentials;
    expect(await desk.statesOf(leaks)).toEqual([
      ...Array.from({ length: waiting }, () => 'approval_needed'),
      ...Array.from({ length: LIMITS.credentials }, () => 'revoked_verified'),
    ]);
    const pauses = (await openPauses(desk.db)).filter((one) => one.installationId === home.installationId);
    expect(pauses).toMatchObject([{ ended: LIMITS.credentials, minutes: 10, waiting }]);
    expect(pauses[0]?.owner).toBe(home.repository.owner);
    const events = await desk.db
      .selectFrom('audit')
      .select(['event', 'actor'])
      .where('event', '=', 'paused_by_breaker')
      .execute();
    expect(events).toHaveLength(waiting);
    const calls = await desk.queue.boss
      .getDb()
      .executeSql(
        `select 1 from pgboss.job where name = 'github' and data->>'kind' = 'report-pause' and group_id = $1`,
        [String(home.installationId)],
      );
    expect(calls.rows).toHaveLength(1);

    // Another installation is no part of it.
    const other = await desk.install();
    expect(await desk.begin(other, await desk.leak(other))).toBe(true);

    expect(await resumeOwner(desk.context, home.repository.owner.toUpperCase())).toBe(waiting);
    expect(await resumeOwner(desk.context, home.repository.owner)).toBeUndefined();
    const who = 'people who may write';
    expect(await trailOf(home)).toEqual([
      {
        event: 'breaker_paused',
        actor: 'rekey',
        why: `4 live credentials ended within 10 minutes, brought by ${who}`,
      },
      {
        event: 'breaker_resumed',
        actor: 'operator',
        why: `A person has looked: what ${who} brought goes on`,
      },
    ]);
    expect(await desk.statesOf(leaks)).not.toContain('approval_needed');
    const rest = await Promise.all(
      leaks.map(async (one) =>
        (await readIncident(desk.context, one.id)) ? desk.begin(home, one) : undefined,
      ),
    );
    // What a person approved counts for nothing: as many others may follow.
    expect(rest.filter(Boolean)).toHaveLength(waiting);
    const next = await many(home, LIMITS.credentials + 1);
    const again = await Promise.all(next.map((one) => desk.beginAndEnd(home, one, 'disabled_verified')));
    expect(again.filter(Boolean)).toHaveLength(LIMITS.credentials);
    await resumeInstallation(desk.context, home.installationId);
  });

  it('says in the audit trail that what an outsider brought is paused, and not who he is', async () => {
    const home = await desk.install();
    for (let n = 0; n <= LIMITS.credentials; n += 1)
      await desk.beginAndEnd(home, await desk.leak(home, undefined, { crowd: 'user:7' }), 'revoked_verified');
    await resumeInstallation(desk.context, home.installationId);
    const [who, brought] = [
      'people without a right to write',
      'brought by somebody without a right to write',
    ];
    expect(await trailOf(home)).toMatchObject([
      { why: `4 live credentials ended within 10 minutes, ${brought}` },
      { why: `A person has looked: what ${who} brought goes on` },
    ]);
  });

  it('does not count what was dead when it was found, or what nobody could end', async () => {
    const home = await desk.install();
    const states = ['already_inactive', 'expired', 'manual_required', 'untrusted_issuer', 'failed'] as const;
    for (const state of states)
      for (const one of await many(home, 2)) expect(await desk.beginAndEnd(home, one, state)).toBe(true);
    expect(await countPaused(desk.db)).toBe(0);
  });

  it('lets as many wait as may still turn out to have been alive', async () => {
    const home = await desk.install();
    const [last, ...first] = await many(home, LIMITS.credentials + 1);
    for (const one of first) expect(await desk.begin(home, one)).toBe(true);
    if (!last || !first[0]) throw new Error('none');
    await expect(desk.begin(home, last)).rejects.toThrow(RetryLater);
    expect(await desk.statesOf([last])).toEqual(['found']);
    await desk.end(first[0], 'already_inactive');
    expect(await desk.begin(home, last)).toBe(true);
  });

  it('forgets what was ended before the window', async () => {
    const home = await desk.install();
    for (const one of await many(home, LIMITS.credentials))
      await desk.beginAndEnd(home, one, 'revoked_verified');
    await desk.db
      .updateTable('admissions')
      .set({ at: new Date(Date.now() - LIMITS.minutes * 60_000 - 1000) })
      .where('installation_id', '=', home.installationId)
      .execute();
    expect(await desk.begin(home, await desk.leak(home))).toBe(true);
  });

  it('never holds back what is public and cannot be mistaken, and does not count it', async () => {
    const home = await desk.install(false);
    for (let n = 0; n < LIMITS.credentials * 2; n += 1)
      expect(await desk.beginAndEnd(home, await desk.leak(home, githubPat()), 'revoked_verified')).toBe(true);
    for (const one of await many(home, LIMITS.credentials))
      expect(await desk.beginAndEnd(home, one, 'revoked_verified')).toBe(true);
    const opaque = await desk.leak(home);
    expect(await desk.begin(home, opaque)).toBe(false);
    expect(await desk.begin(home, await desk.leak(home, githubPat()))).toBe(true);
    await resumeInstallation(desk.context, home.installationId);
  });

  it('ends by itself when people decided one by one, and lets go on what became public', async () => {
    const home = await desk.install();
    for (const one of await many(home, LIMITS.credentials))
      await desk.beginAndEnd(home, one, 'revoked_verified');
    const exact = await desk.leak(home, githubPat());
    const opaque = await desk.leak(home);
    // Of a type of which some values are exact, and this one is not.
    const value = mcpBearer();
    const ofType = await desk.leak(home, value, {
      finding: makeFinding(value, { type: 'mcp-access-token' }),
    });
    for (const one of [exact, opaque, ofType]) expect(await desk.begin(home, one)).toBe(false);
    await desk.db
      .updateTable('repositories')
      .set({ private: false })
      .where('id', '=', home.repository.id)
      .execute();
    await watchPauses(desk.context);
    expect(await desk.statesOf([exact])).toEqual(['found']);
    expect(await desk.statesOf([opaque, ofType])).toEqual(['approval_needed', 'approval_needed']);
    expect(await desk.begin(home, exact)).toBe(true);
    expect(await countPaused(desk.db)).toBe(2);
    const settlement = { state: 'denied_by_policy', actor: '@octo' } as const;
    for (const { id } of [opaque, ofType])
      await desk.db.transaction().execute((trx) => settleIncident(trx, id, settlement));
    await watchPauses(desk.context);
    expect(await openPauses(desk.db)).toEqual([]);
    expect((await trailOf(home)).at(-1)).toEqual({
      event: 'breaker_resumed',
      actor: 'rekey',
      why: 'Nothing waits any more',
    });
    // Nobody said that the count begins anew.
    expect(await desk.begin(home, await desk.leak(home))).toBe(false);
  });
});
