import { sql, type RawBuilder } from 'kysely';
import { DEAD_STATES, INCIDENT_STATES, type IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { readCursor } from './cursor.ts';
import { containing } from './filter-text.ts';
import type { IncidentFilter } from './incidents.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

/** Groups of states that people think in. */
const GROUPS: Readonly<Record<'open' | 'dead' | 'dismissed' | 'waiting', readonly IncidentState[]>> = {
  dead: DEAD_STATES,
  dismissed: ['dismissed'],
  waiting: ['approval_needed'],
  open: INCIDENT_STATES.filter(
    (state) => state !== 'dismissed' && !(DEAD_STATES as readonly IncidentState[]).includes(state),
  ),
};

function statesOf(state: NonNullable<IncidentFilter['state']>): readonly IncidentState[] {
  return state === 'open' || state === 'dead' || state === 'dismissed' || state === 'waiting'
    ? GROUPS[state]
    : [state];
}

/** Repositories of that name: their ids, so that the database knows how many places each has. */
export async function repositoriesNamed(
  db: Database,
  viewer: Viewer,
  fullName: string,
): Promise<readonly number[]> {
  const [owner = '', name = ''] = fullName.split('/', 2);
  const { rows } = await sql<{ id: number }>`select r.id from repositories r
    where r.owner = ${owner} and r.name = ${name} and ${seenBy(viewer, 'r.installation_id')}`.execute(db);
  return rows.map(({ id }) => id);
}

function stateIs(state: NonNullable<IncidentFilter['state']>) {
  if (state === 'open') return sql`l.ended_at is null`;
  return sql`l.state in (${sql.join([...statesOf(state)])})`;
}

function conditions(filter: IncidentFilter, repositories: readonly number[] | undefined) {
  const { state, severity, provider, owner, search } = filter;
  const from = readCursor(filter.cursor);
  return [
    ...(state === undefined ? [] : [stateIs(state)]),
    // Only what waits for a person has one, and that is open.
    ...(severity === undefined
      ? []
      : [
          sql`l.ended_at is null and exists (select 1 from waits w
            where w.incident_id = l.incident_id and w.severity = ${severity})`,
        ]),
    ...(provider === undefined ? [] : [sql`l.provider = ${provider}`]),
    ...(owner === undefined
      ? []
      : [
          owner === 'nobody'
            ? sql`l.owners = '[]'::jsonb`
            : sql`l.owners @> ${JSON.stringify([owner])}::jsonb`,
        ]),
    ...(repositories === undefined
      ? []
      : [
          sql`exists (select 1 from exposures e
            where e.credential_id = l.credential_id and e.repository_id in (${sql.join([...repositories])}))`,
        ]),
    ...(search === undefined ? [] : [sql`l.search like lower(${containing(search)})`]),
    ...(from ? [sql`(l.created_at, l.incident_id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
  ];
}

/**
 * One page of incidents, newest first, and one more: a subquery of `incident_list`.
 *
 * @param repositories ids of those in which one of them must have been seen; undefined: anywhere
 * @param more further conditions, of the row `l`
 */
export function incidentPage(
  viewer: Viewer,
  filter: IncidentFilter,
  repositories: readonly number[] | undefined,
  size: number,
  more: readonly RawBuilder<unknown>[] = [],
): RawBuilder<unknown> {
  const all = [sql`l.installation_id = v.id`, ...conditions(filter, repositories), ...more];
  const where = sql.join(all, sql` and `);
  return sql`(
    select l.* from ${installationsOf(viewer, 'incident_list')} cross join lateral (
      select l.incident_id, l.credential_id, l.state, l.owners, l.created_at from incident_list l where ${where}
      order by l.created_at desc, l.incident_id desc limit ${size + 1}) l
    order by l.created_at desc, l.incident_id desc limit ${size + 1})`;
}
