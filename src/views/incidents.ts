import { sql } from 'kysely';
import { z } from 'zod';
import { DEAD_STATES, INCIDENT_STATES, type IncidentState } from '../inventory/state.ts';
import { SEVERITIES, type Severity } from '../policy/severity.ts';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import { seenBy, type Viewer } from './viewer.ts';

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

function conditions(viewer: Viewer, filter: IncidentFilter) {
  const { state, severity, provider, repository, owner, search } = filter;
  const from = readCursor(filter.cursor);
  const like = search === undefined ? '' : containing(search);
  return [
    seenBy(viewer, 'c.installation_id'),
    ...(state === undefined ? [] : [sql`i.state in (${sql.join([...statesOf(state)])})`]),
    ...(severity === undefined ? [] : [sql`w.severity = ${severity}`]),
    ...(provider === undefined ? [] : [sql`c.provider = ${provider}`]),
    ...(owner === undefined ? [] : [sql`o.owners @> ${JSON.stringify([owner])}::jsonb`]),
    ...(repository === undefined
      ? []
      : [
          sql`exists (select 1 from exposures e join repositories r on r.id = e.repository_id
            where e.credential_id = c.id and r.owner || '/' || r.name = ${repository})`,
        ]),
    ...(search === undefined
      ? []
      : [
          sql`(c.type ilike ${like} or c.server ilike ${like} or c.redacted ilike ${like} or c.provider ilike ${like})`,
        ]),
    ...(from ? [sql`(i.created_at, i.id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
  ];
}

/** The incidents that a viewer may see, newest first. */
export async function listIncidents(
  db: Database,
  viewer: Viewer,
  filter: IncidentFilter,
  size: number = PAGE_SIZE,
): Promise<Page<IncidentRow>> {
  const where = sql.join(conditions(viewer, filter), sql` and `);
  const { rows } = await sql<IncidentRow>`
    select p.*,
      (select r.owner || '/' || r.name from exposures e join repositories r on r.id = e.repository_id
        where e.credential_id = p."credentialId" order by e.seen_at limit 1) as repository,
      (select count(*)::int from exposures e where e.credential_id = p."credentialId") as places
    from (
      select i.id, i.credential_id as "credentialId", i.state, c.type, c.provider, c.redacted, c.server, c.environment,
        coalesce(o.owners, '[]'::jsonb) as owners, w.severity, w.due_at as "dueAt", i.urgent_at is not null as urgent,
        i.created_at as "createdAt", i.updated_at as "updatedAt"
      from incidents i
      join credentials c on c.id = i.credential_id
      left join credential_owners o on o.credential_id = c.id
      left join waits w on w.incident_id = i.id
      where ${where}
      order by i.created_at desc, i.id desc limit ${size + 1}) p
    order by p."createdAt" desc, p.id desc`.execute(db);
  return toPage(rows, size, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** Whether a viewer may see an incident: to be asked before anything of it is shown or done. */
export async function maySeeIncident(db: Database, viewer: Viewer, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from incidents i join credentials c on c.id = i.credential_id
    where i.id = ${id}::uuid and ${seenBy(viewer, 'c.installation_id')}`.execute(db);
  return rows.length > 0;
}
