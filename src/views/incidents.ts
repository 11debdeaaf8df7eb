import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { readIncidentReport } from '../inventory/read-reports.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { INCIDENT_STATES, type IncidentState } from '../inventory/state.ts';
import { SEVERITIES, type Severity } from '../policy/severity.ts';
import type { Database } from '../store/database.ts';
import { toPage, type Page } from './cursor.ts';
import { filterText } from './filter-text.ts';
import { incidentPage, repositoriesNamed } from './incident-page.ts';
import { seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;

/** What a list of incidents can be narrowed by; what is not understood is left out. */
export const IncidentFilter = z.object({
  state: z
    .enum(['open', 'dead', 'dismissed', 'waiting', ...INCIDENT_STATES])
    .optional()
    .catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  provider: filterText.optional().catch(undefined),
  /** `owner/name` */
  repository: filterText.optional().catch(undefined),
  /** `@login` or `@organisation/team`; `nobody` for those without an owner. */
  owner: filterText.optional().catch(undefined),
  /** A part of the type, the server, or what is shown of the value. */
  search: filterText.optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
});
export type IncidentFilter = z.infer<typeof IncidentFilter>;

/** One incident in a list. */
export interface IncidentRow {
  readonly id: string;
  /** Id of its credential. */
  readonly credential: string;
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

/** The rows of incidents, in the order of their list. */
const rowsOf = (page: RawBuilder<unknown>) => sql<IncidentRow>`
    select i.id, i.credential_id as credential, i.state, c.type, c.provider, c.redacted, c.server, c.environment, p.owners,
      w.severity, w.due_at as "dueAt", i.urgent_at is not null as urgent, p.created_at as "createdAt", i.updated_at as "updatedAt",
      (select r.owner || '/' || r.name from exposures e join repositories r on r.id = e.repository_id
        where e.credential_id = p.credential_id order by e.seen_at limit 1) as repository,
      (select count(*)::int from exposures e where e.credential_id = p.credential_id) as places
    from ${page} p
    join incidents i on i.id = p.incident_id
    join credentials c on c.id = p.credential_id
    left join waits w on w.incident_id = p.incident_id
    order by p.created_at desc, p.incident_id desc`;

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
  const { rows } = await rowsOf(incidentPage(viewer, filter, repositories, size)).execute(db);
  return toPage(rows, size, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** One incident with its places and its timeline; undefined for one that a viewer may not see. */
export async function readIncident(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<(IncidentRow & { readonly report: IncidentReport }) | undefined> {
  const one = sql`(select l.* from incident_list l
    where l.incident_id = ${id}::uuid and ${seenBy(viewer, 'l.installation_id')})`;
  const { rows } = await rowsOf(one).execute(db);
  const report = rows[0] && (await readIncidentReport(db, id));
  return rows[0] && report && { ...rows[0], report };
}

/** Whether a viewer may see an incident: to be asked before anything of it is shown or done. */
export async function maySeeIncident(db: Database, viewer: Viewer, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from incidents i join credentials c on c.id = i.credential_id
    where i.id = ${id}::uuid and ${seenBy(viewer, 'c.installation_id')}`.execute(db);
  return rows.length > 0;
}
