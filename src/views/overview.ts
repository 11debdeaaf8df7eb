import { sql } from 'kysely';
import { daysSinceKept } from '../inventory/incident-days.ts';
import { DEAD_STATES } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

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

const DEAD = sql.join([...DEAD_STATES]);

/** Counts, and what happened on each day of a period of at most a year. */
export async function readOverview(db: Database, viewer: Viewer, since: Date, now: Date): Promise<Overview> {
  const seen = seenBy(viewer, 'l.installation_id');
  const totals = await sql<Omit<Overview, 'days'>>`
    select coalesce(sum(s.n), 0)::int as found, coalesce(sum(s.n) filter (where s.state in (${DEAD})), 0)::int as dead,
      coalesce(sum(s.n) filter (where s.state not in (${DEAD}, 'dismissed')), 0)::int as open,
      coalesce(sum(s.n) filter (where s.state = 'approval_needed'), 0)::int as waiting,
      (select count(*)::int from waits w join incident_list o on o.incident_id = w.incident_id
        where w.due_at < ${now} and o.ended_at is null and ${seenBy(viewer, 'o.installation_id')}) as overdue
    from (select l.state, count(*) as n from incident_list l where ${seen} group by l.state) s`.execute(db);
  const first = since.toISOString().slice(0, 10);
  const last = now.toISOString().slice(0, 10);
  const kept = seenBy(viewer, 'k.installation_id');
  // Of one installation the median is kept; that of several is made of all their numbers.
  const days = await sql<OverviewDay>`
    with all_days as (
      select k.installation_id, k.day, k.opened, k.closed, k.dead, k.median, k.seconds from incident_days k where ${kept}
      union all select n.installation_id, n.day, n.opened, n.closed, n.dead, n.median, n.seconds from ${daysSinceKept(installationsOf(viewer, 'incident_list'))} n),
    sums as (
      select a.day, sum(a.opened)::int as opened, sum(a.dead)::int as dead, sum(sum(a.opened - a.closed)) over (order by a.day) as open,
        count(*) filter (where a.dead > 0) as places, max(a.median) as median
      from (select day, opened, closed, dead, median from all_days
        union all select d::date, 0, 0, 0, null from generate_series(${first}::date, ${last}::date, interval '1 day') d) a
      group by a.day)
    select to_char(s.day, 'YYYY-MM-DD') as day, s.opened, s.dead, s.open::int as open,
      case when s.places < 2 then s.median else (select percentile_cont(0.5) within group (order by x)
        from all_days a cross join unnest(a.seconds) x where a.day = s.day) end as "medianSeconds"
    from sums s where s.day between ${first}::date and ${last}::date order by s.day`.execute(db);
  const counts = totals.rows[0] ?? { found: 0, dead: 0, open: 0, waiting: 0, overdue: 0 };
  return { ...counts, days: days.rows };
}
