import { sql } from 'kysely';
import { z } from 'zod';
import { DEAD_STATES, INCIDENT_STATES, type IncidentState } from '../inventory/state.ts';
import { SEVERITIES, type Severity } from '../policy/severity.ts';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;
const short = z.string().trim().min(1).max(200);

/** Groups of states that people think in. */
const GROUPS: Readonly<Record<'open' | 'dead' | 'dismissed' | 'waiting', readonly IncidentState[]>> = {
  dead: DEAD_STATES,
  dismissed: ['dismissed'],
  waiting: ['approval_needed'],
  open: INCIDENT_STATES.filter(
    (state) => state !== 'dismissed' && !(DEAD_STATES as readonly IncidentState[]).includes(state),
  ),
};

/** What a list of incidents can be narrowed by; what is not understood is left out. */
export const IncidentFilter = z.object({
  state: z
    .enum(['open', 'dead', 'dismissed', 'waiting', ...INCIDENT_STATES])
    .optional()
    .catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  provider: short.optional().catch(undefined),
  /** `owner/name` */
  repository: short.optional().catch(undefined),
  /** `@login` or `@organisation/team` */
  owner: short.optional().catch(undefined),
  /** A part of the type, the server, or what is shown of the value. */
  search: short.optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
});
export type IncidentFilter = z.infer<typeof IncidentFilter>;

/** One incident in a list. */
export interface IncidentRow {
  readonly id: string;
  readonly state: IncidentState;
  readonly type: string;
  readonly provider: string;
  /** At most the public prefix and the length. */
  readonly redacted: string;
  readonly server: string | null;
  readonly environment: string | null;
  readonly owners: readonly string[];
  readonly severity: Severity | null;
  readonly dueAt: Date | null;
  readonly urgent: boolean;
  /** `owner/name` of the place in which it was seen first; null where that repository is gone. */
  readonly repository: string | null;
  readonly places: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function statesOf(state: NonNullable<IncidentFilter['state']>): readonly IncidentState[] {
  return state === 'open' || state === 'dead' || state === 'dismissed' || state === 'waiting'
    ? GROUPS[state]
    : [state];
}

/** For `like`: what a person typed is taken as it is. */
const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** Repositories of that name: their ids, so that the database knows how many places each has. */
async function repositoriesNamed(db: Database, viewer: Viewer, fullName: string): Promise<readonly number[]> {
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
    ...(owner === undefined ? [] : [sql`l.owners @> ${JSON.stringify([owner])}::jsonb`]),
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

/** The incidents that a viewer may see, newest first. */
export async function listIncidents(
  db: Database,
  viewer: Viewer,
  filter: IncidentFilter,
  size: number = PAGE_SIZE,
): Promise<Page<IncidentRow>> {
  const { repository } = filter;
  const repositories = repository === undefined ? undefined : await repositoriesNamed(db, viewer, repository);
  if (repositories?.length === 0) return { rows: [] };
  const where = sql.join([sql`l.installation_id = v.id`, ...conditions(filter, repositories)], sql` and `);
  const { rows } = await sql<IncidentRow>`
    select i.id, i.state, c.type, c.provider, c.redacted, c.server, c.environment, p.owners, w.severity, w.due_at as "dueAt",
      i.urgent_at is not null as urgent, p.created_at as "createdAt", i.updated_at as "updatedAt",
      (select r.owner || '/' || r.name from exposures e join repositories r on r.id = e.repository_id
        where e.credential_id = p.credential_id order by e.seen_at limit 1) as repository,
      (select count(*)::int from exposures e where e.credential_id = p.credential_id) as places
    from (
      select l.* from ${installationsOf(viewer, 'incident_list')} cross join lateral (
        select l.incident_id, l.credential_id, l.owners, l.created_at from incident_list l where ${where}
        order by l.created_at desc, l.incident_id desc limit ${size + 1}) l
      order by l.created_at desc, l.incident_id desc limit ${size + 1}) p
    join incidents i on i.id = p.incident_id
    join credentials c on c.id = p.credential_id
    left join waits w on w.incident_id = p.incident_id
    order by p.created_at desc, p.incident_id desc`.execute(db);
  return toPage(rows, size, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** Whether a viewer may see an incident: to be asked before anything of it is shown or done. */
export async function maySeeIncident(db: Database, viewer: Viewer, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from incidents i join credentials c on c.id = i.credential_id
    where i.id = ${id}::uuid and ${seenBy(viewer, 'c.installation_id')}`.execute(db);
  return rows.length > 0;
}
