import { sql } from 'kysely';
import { DEAD_STATES } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

const DEAD = sql.join([...DEAD_STATES]);
const ENDED = sql.join([...DEAD_STATES, 'dismissed']);

/** What happened on one UTC day. */
export interface OverviewDay {
  readonly day: string;
  readonly opened: number;
  readonly dead: number;
  /** Of those that died on it: half of them were dead after so many seconds; null where none was. */
  readonly medianSeconds: number | null;
  /** Open at its end. */
  readonly open: number;
}

/** The state of everything at a glance. */
export interface Overview {
  readonly found: number;
  readonly dead: number;
  readonly open: number;
  readonly waiting: number;
  readonly overdue: number;
  /** UTC days, oldest first; each of the period is there. */
  readonly days: readonly OverviewDay[];
}

/** Counts, and what happened on each day of a period of at most a year. */
export async function readOverview(db: Database, viewer: Viewer, since: Date, now: Date): Promise<Overview> {
  const seen = seenBy(viewer, 'c.installation_id');
  const totals = await sql<Omit<Overview, 'days'>>`
    select count(*)::int as found, count(*) filter (where i.state in (${DEAD}))::int as dead,
      count(*) filter (where i.state not in (${ENDED}))::int as open,
      count(*) filter (where i.state = 'approval_needed')::int as waiting,
      count(*) filter (where w.due_at < ${now} and i.state not in (${ENDED}))::int as overdue
    from incidents i join credentials c on c.id = i.credential_id left join waits w on w.incident_id = i.id
    where ${seen}`.execute(db);
  const first = since.toISOString().slice(0, 10);
  const last = now.toISOString().slice(0, 10);
  const days = await sql<OverviewDay>`
    with ends as (
      select i.id, i.created_at, min(a.at) as ended_at, min(a.at) filter (where a.event in (${DEAD})) as dead_at
      from incidents i join credentials c on c.id = i.credential_id
      left join audit a on a.incident_id = i.id and a.event in (${ENDED})
      where ${seen} group by i.id, i.created_at),
    opened as (select (created_at at time zone 'utc')::date as day, count(*)::int as n from ends group by 1),
    died as (select (dead_at at time zone 'utc')::date as day, count(*)::int as n,
      percentile_cont(0.5) within group (order by greatest(0, extract(epoch from dead_at - created_at)))::float8 as median
      from ends where dead_at is not null group by 1),
    closed as (select (ended_at at time zone 'utc')::date as day, count(*)::int as n from ends where ended_at is not null group by 1),
    days as (select d::date as day from generate_series(${first}::date, ${last}::date, interval '1 day') d)
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(o.n, 0) as opened, coalesce(x.n, 0) as dead, x.median as "medianSeconds",
      ((select coalesce(sum(n), 0) from opened where day <= days.day)
        - (select coalesce(sum(n), 0) from closed where day <= days.day))::int as open
    from days left join opened o on o.day = days.day left join died x on x.day = days.day order by days.day`.execute(
    db,
  );
  const counts = totals.rows[0] ?? { found: 0, dead: 0, open: 0, waiting: 0, overdue: 0 };
  return { ...counts, days: days.rows };
}
