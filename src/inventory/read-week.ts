import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { DEAD_STATES } from './state.ts';
import type { Week } from './week.ts';
import type { WeekNumbers } from './week-numbers.ts';

const OWNERS_MAX = 5;
const DEAD = sql.join([...DEAD_STATES]);
const ENDED = sql.join([...DEAD_STATES, 'dismissed']);

/** Somebody whose credentials are open. */
export interface OpenOwner {
  /** `@login` or `@organisation/team`. */
  readonly owner: string;
  readonly open: number;
  readonly overdue: number;
}

/** What happened in a week. What was proved dead before it, and said so again in it, did not die in it. */
export async function readWeek(
  db: Database,
  installationId: number,
  { from, to }: Pick<Week, 'from' | 'to'>,
): Promise<Pick<WeekNumbers, 'opened' | 'dead' | 'medianSeconds'>> {
  const opened = await sql<{ n: number }>`select count(*)::int as n
    from incidents i join credentials c on c.id = i.credential_id
    where c.installation_id = ${installationId} and i.created_at >= ${from} and i.created_at < ${to}`.execute(
    db,
  );
  const died = await sql<{ n: number; seconds: number | null }>`
    select count(*)::int as n, percentile_cont(0.5) within group (order by greatest(0, extract(epoch from d.at - i.created_at)))::float8 as seconds
    from (select incident_id, min(at) as at from audit a where event in (${DEAD}) and at >= ${from} and at < ${to}
      and not exists (select 1 from audit e where e.incident_id = a.incident_id and e.event in (${DEAD}) and e.at < ${from})
      group by incident_id) d
    join incidents i on i.id = d.incident_id join credentials c on c.id = i.credential_id
    where c.installation_id = ${installationId}`.execute(db);
  return {
    opened: opened.rows[0]?.n ?? 0,
    dead: died.rows[0]?.n ?? 0,
    medianSeconds: died.rows[0]?.seconds ?? null,
  };
}

/** What is left open now. */
export async function readLeft(
  db: Database,
  installationId: number,
  now: Date,
): Promise<Pick<WeekNumbers, 'overdue' | 'waiting' | 'paused'>> {
  const { rows } = await sql<{ overdue: number; waiting: number; paused: number }>`select
    (select count(*)::int from waits w join incidents i on i.id = w.incident_id
      where w.installation_id = ${installationId} and w.due_at < ${now} and i.state not in (${ENDED})) as overdue,
    (select count(*)::int from incidents i join credentials c on c.id = i.credential_id
      where c.installation_id = ${installationId} and i.state = 'approval_needed') as waiting,
    (select count(*)::int from admissions a join incidents i on i.id = a.incident_id
      where a.installation_id = ${installationId} and a.pause_id is not null and i.state = 'approval_needed') as paused`.execute(
    db,
  );
  return rows[0] ?? { overdue: 0, waiting: 0, paused: 0 };
}

/** Whether anything had been found before a moment. */
export async function hadIncidents(db: Database, installationId: number, before: Date): Promise<boolean> {
  const row = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select('incidents.id')
    .where('installation_id', '=', installationId)
    .where('created_at', '<', before)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those whose open credentials are most. Who only brought one is not named: that is no fault to be listed for. */
export async function readTopOwners(
  db: Database,
  installationId: number,
  now: Date,
): Promise<readonly OpenOwner[]> {
  const { rows } = await sql<OpenOwner>`select o.owner, count(*)::int as open,
      count(*) filter (where w.due_at < ${now})::int as overdue
    from credential_owners co
    cross join lateral jsonb_array_elements_text(co.owners) as o(owner)
    join credentials c on c.id = co.credential_id join incidents i on i.credential_id = c.id
    left join waits w on w.incident_id = i.id
    where c.installation_id = ${installationId} and co.source <> 'committer' and i.state not in (${ENDED})
    group by o.owner order by open desc, o.owner limit ${OWNERS_MAX}`.execute(db);
  return rows;
}
