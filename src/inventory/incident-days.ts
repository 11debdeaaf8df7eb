import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../store/database.ts';
import { installationsIn } from '../store/installations-in.ts';

/** A day is kept an hour after its end: what began before midnight is written by then. */
const SETTLED_MS = 3_600_000;

/** YYYY-MM-DD in UTC. */
const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);

/**
 * What happened on each day from the day after the last that is kept: columns of `incident_days` but for `open`.
 *
 * @param installations a table `v (id)` of those to look at
 */
export function daysSinceKept(installations: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select t.id as installation_id, (t.at at time zone 'utc')::date as day, sum(t.opened)::int as opened,
      sum(t.closed)::int as closed, sum(t.dead)::int as dead, percentile_cont(0.5) within group (order by t.seconds) as median,
      coalesce(array_agg(t.seconds::real) filter (where t.seconds is not null), '{}') as seconds
    from (
      select v.id, l.* from ${installations}
      cross join lateral (
        select coalesce((max(k.day) + 1)::timestamp at time zone 'utc', '-infinity') as since
        from incident_days k where k.installation_id = v.id) k
      cross join lateral (
        select l.created_at as at, 1 as opened, 0 as closed, 0 as dead, null::float8 as seconds
          from incident_list l where l.installation_id = v.id and l.created_at >= k.since
        union all select l.ended_at, 0, 1, 0, null
          from incident_list l where l.installation_id = v.id and l.ended_at >= k.since
        union all select l.dead_at, 0, 0, 1, greatest(0, extract(epoch from l.dead_at - l.created_at))::float8
          from incident_list l where l.installation_id = v.id and l.dead_at >= k.since) l) t
    group by 1, 2)`;
}

/** Keeps the days that are over, so that nobody counts them again. Doing it again changes nothing. */
export async function keepIncidentDays(db: Database, now: Date): Promise<void> {
  const today = dayOf(new Date(now.getTime() - SETTLED_MS));
  await sql`
    insert into incident_days (installation_id, day, opened, closed, dead, open, median, seconds)
    select d.installation_id, d.day, d.opened, d.closed, d.dead,
      coalesce((select k.open from incident_days k where k.installation_id = d.installation_id order by k.day desc limit 1), 0)
        + sum(d.opened - d.closed) over (partition by d.installation_id order by d.day),
      d.median, d.seconds
    from ${daysSinceKept(sql`${installationsIn('incident_list')} v`)} d where d.day < ${today}::date
    on conflict do nothing`.execute(db);
}
