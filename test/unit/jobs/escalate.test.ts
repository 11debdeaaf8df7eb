import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { INCIDENT_STATES } from '../../../src/inventory/state.ts';
import { readDangers } from '../../../src/inventory/severity-facts.ts';
import { readFirstLook, readOpenCredentials } from '../../../src/inventory/first-look.ts';
import { readLeft, readTopOwners, readWeek } from '../../../src/inventory/read-week.ts';
import { weekOf } from '../../../src/inventory/week.ts';
import type { ReminderKind } from '../../../src/inventory/reminder-kind.ts';
import { callBody } from '../../../src/jobs/escalate/call-body.ts';
import { stepOf } from '../../../src/jobs/escalate/steps.ts';
import { watchWaits } from '../../../src/jobs/escalate/watch-waits.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { githubPat } from '../../support/credentials.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { openTestStore } from '../../support/test-store.ts';
import { withoutAppendOnly } from '../../support/without-append-only.ts';

const HOUR = 3600;
const since = new Date('2026-11-25T08:00:00Z');
const after = (seconds: number) => new Date(since.getTime() + seconds * 1000);
const stepAt = (seconds: number, ...done: ReminderKind[]) =>
  stepOf(since, HOUR, new Set(done), after(seconds));

describe('the step of a wait', () => {
  it.each<[number, ReminderKind[], ReminderKind | undefined, number | undefined]>([
    [0, [], undefined, HOUR / 2],
    [HOUR / 2, [], 'half', HOUR],
    [HOUR / 2, ['half'], undefined, HOUR],
    [HOUR, ['half'], 'deadline', 2 * HOUR],
    [2 * HOUR, ['half', 'deadline'], 'escalation', undefined],
    [9 * HOUR, ['half', 'deadline', 'escalation'], undefined, undefined],
    // Nobody looked for long: only the last is said.
    [HOUR * 1.5, [], 'deadline', 2 * HOUR],
    [9 * HOUR, [], 'escalation', undefined],
    // The deadline became longer: nothing is said twice or backwards.
    [HOUR / 4, ['deadline'], undefined, 2 * HOUR],
  ])('after %d seconds, with %p done, is %p', (seconds, done, due, next) => {
    expect(stepAt(seconds, ...done)).toEqual({
      ...(due ? { due } : {}),
      ...(next === undefined ? {} : { next: after(next) }),
    });
  });
});

describe('what a webhook is told', () => {
  it('holds no credential, whatever people name their repositories after', () => {
    const token = githubPat();
    const body = callBody(
      {
        incidentId: randomUUID(),
        repository: `acme/${token}`,
        state: 'failed',
        severity: 'low',
        owners: [],
        since,
      },
      after(HOUR),
    );
    expect(body).not.toContain(token);
    expect(JSON.parse(body)).toMatchObject({ data: { age_seconds: HOUR, state: 'failed' } });
  });
});

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

describe('waits', () => {
  let store: Store & { remove(): Promise<void> };
  let queue: Queue;
  let context: JobContext;

  beforeAll(async () => {
    store = await openTestStore();
    const log = pino({ level: 'silent' });
    queue = await openQueue(store, log);
    context = { db: store.db, queue, log } as unknown as JobContext;
  });
  afterAll(async () => {
    await queue.stop();
    await store.remove();
  });
  beforeEach(async () => {
    await sql`truncate waits, reminders, bookmarks`.execute(store.db);
    await withoutAppendOnly(store.db, (db) =>
      sql`truncate incidents, credentials, repositories cascade`.execute(db),
    );
    await sql`delete from pgboss.job`.execute(store.db);
  });

  async function incident(state: IncidentState, updatedAt = new Date()): Promise<string> {
    const [id, credential_id] = [randomUUID(), randomUUID()];
    await sql`insert into credentials (id, installation_id, fingerprint, provider, type, redacted)
      values (${credential_id}, 7, ${credential_id}, 'slack', 'slack-bot-token', 'x')`.execute(store.db);
    await sql`insert into incidents (id, credential_id, state, updated_at)
      values (${id}, ${credential_id}, ${state}, ${updatedAt})`.execute(store.db);
    return id;
  }
  const waiting = async () => {
    const rows = await store.db.selectFrom('waits').select('incident_id').execute();
    return new Set(rows.map((row) => row.incident_id));
  };
  const reminders = async () => {
    const { rows } = await sql<{ id: string }>`select data->>'incidentId' as id from pgboss.job
      where data->>'kind' = 'remind'`.execute(store.db);
    return rows.map(({ id }) => id);
  };

  it('are those for a person, and of what is dead, dismissed or under way none', async () => {
    const ids = new Map<IncidentState, string>();
    for (const state of INCIDENT_STATES) ids.set(state, await incident(state));
    const probed = await incident('accepted_unverified', new Date(Date.now() - 11 * 60_000));
    await watchWaits(context);
    const expected = [
      'approval_needed',
      'manual_required',
      'unsupported',
      'untrusted_issuer',
      'denied_by_policy',
      'failed',
    ] as const;
    const wanted = new Set([probed, ...expected.map((state) => ids.get(state))]);
    expect(await waiting()).toEqual(wanted);
    expect(new Set(await reminders())).toEqual(wanted);
    // A second look asks nothing twice.
    await watchWaits(context);
    expect(await reminders()).toHaveLength(wanted.size);
  });

  it('end when the incident has ended, and begin anew when it leaks again', async () => {
    const id = await incident('manual_required');
    await watchWaits(context);
    await sql`insert into reminders values (${id}, 'half', now(), 'told')`.execute(store.db);
    const settle = (state: IncidentState) =>
      store.db.updateTable('incidents').set({ state, updated_at: new Date() }).where('id', '=', id).execute();
    await settle('dismissed');
    await watchWaits(context);
    expect(await waiting()).toEqual(new Set());
    expect(await store.db.selectFrom('reminders').selectAll().execute()).toEqual([]);
    await settle('manual_required');
    await watchWaits(context);
    expect(await waiting()).toEqual(new Set([id]));
  });

  it('are found quickly among 20,000 credentials, and so are the numbers of a week', async () => {
    const old = new Date(Date.now() - 10 * 86_400_000);
    await sql`insert into repositories (id, installation_id, owner, name, private) values (1, 7, 'acme', 'app', true)`.execute(
      store.db,
    );
    await sql`insert into credentials (id, installation_id, fingerprint, provider, type, redacted)
      select gen_random_uuid(), 7, n::text, 'slack', 'slack-bot-token', 'x' from generate_series(1, 20000) n`.execute(
      store.db,
    );
    await sql`insert into incidents (id, credential_id, state, created_at, updated_at)
      select gen_random_uuid(), id, case when fingerprint::int % 20 = 0 then 'manual_required' else 'revoked_verified' end, ${old}, ${old}
      from credentials`.execute(store.db);
    await sql`insert into audit (installation_id, subject_kind, incident_id, at, actor, event)
      select 7, 'incident', id, ${old}::timestamptz + interval '9 seconds', 'broker', state from incidents`.execute(
      store.db,
    );
    await sql`insert into exposures (id, credential_id, repository_id, commit_sha, path, start_line, start_column, end_line, end_column, surface, slot)
      select gen_random_uuid(), id, 1, 'c', 'p', 1, 1, 1, 1, 's', 'header' from credentials`.execute(
      store.db,
    );
    await sql`insert into credential_owners (credential_id, owners, source)
      select id, '["@acme/payments"]', 'register' from credentials`.execute(store.db);
    await sql`analyze`.execute(store.db);
    for (let n = 0; n < 6; n += 1) await watchWaits(context);
    expect((await waiting()).size).toBe(1000);
    await sql`update waits set due_at = ${old}`.execute(store.db);
    const week = await timed(() => readWeek(store.db, 7, weekOf(old)));
    const left = await timed(() => readLeft(store.db, 7, new Date()));
    const owners = await timed(() => readTopOwners(store.db, 7, new Date()));
    const idle = await timed(() => watchWaits(context));
    const look = await timed(() => readFirstLook(store.db, 7));
    const open = await timed(() => readOpenCredentials(store.db, 7));
    expect(week.result).toEqual({ opened: 20_000, dead: 19_000, medianSeconds: 9 });
    expect(left.result).toEqual({ overdue: 1000, waiting: 0, paused: 0 });
    expect(owners.result).toEqual([{ owner: '@acme/payments', open: 1000, overdue: 1000 }]);
    expect(look.result.repositories).toBe(1);
    expect(open.result).toHaveLength(500);
    for (const { ms } of [week, left, owners, idle, look, open]) expect(ms).toBeLessThan(5000);
  }, 120_000);

  it('are as bad as what is known of them', async () => {
    const id = await incident('manual_required');
    const of = async () => (await readDangers(store.db, [id])).get(id);
    const nothing = { public: false, live: false, production: false, destructive: false, atHead: false };
    expect(await of()).toMatchObject(nothing);
    const row = await store.db
      .selectFrom('incidents')
      .select('credential_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await sql`insert into repositories (id, installation_id, owner, name, private) values (1, 7, 'acme', 'app', false)`.execute(
      store.db,
    );
    await sql`insert into exposures (id, credential_id, repository_id, commit_sha, path, start_line, start_column, end_line, end_column, surface, slot, history)
      values (gen_random_uuid(), ${row.credential_id}, 1, 'c', 'p', 1, 1, 1, 1, 's', 'header', true)`.execute(
      store.db,
    );
    expect(await of()).toMatchObject({ ...nothing, public: true });
    await sql`update exposures set at_head = true`.execute(store.db);
    await sql`update credentials set environment = 'production'`.execute(store.db);
    await appendAudit(store.db, id, 'broker', [{ event: 'probe_live' }]);
    await sql`insert into credential_facts (credential_id, principal_kind, scopes, audience, more_tools, source)
      values (${row.credential_id}, 'user', '["read:user","admin:org"]', '[]', false, 'offline')`.execute(
      store.db,
    );
    expect(await of()).toMatchObject({
      public: true,
      live: true,
      production: true,
      destructive: true,
      atHead: true,
    });
    await sql`update credential_facts set scopes = '["read","issues:read"]'`.execute(store.db);
    expect(await of()).toMatchObject({ destructive: false });
    await sql`update credential_facts set tools = ${JSON.stringify([{ name: 'drop', destructive: true }])}`.execute(
      store.db,
    );
    expect(await of()).toMatchObject({ destructive: true });
  });
});
