import { sql, type RawBuilder } from 'kysely';
import type { IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { toPage, type Page } from './cursor.ts';
import { incidentPage, repositoriesNamed } from './incident-page.ts';
import type { IncidentFilter } from './incidents.ts';
import type { RegisterFilter } from './register.ts';
import { seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;

/** A credential whose value was seen, in the register. */
export interface CredentialRow {
  readonly id: string;
  readonly incident: string;
  readonly type: string;
  readonly provider: string;
  readonly redacted: string;
  readonly server: string | null;
  readonly environment: string | null;
  readonly owners: readonly string[];
  readonly scopes: readonly string[];
  readonly issuedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** When a successor was put in its place; null for one that was not replaced here. */
  readonly replacedAt: Date | null;
  readonly state: IncidentState;
  /** How many repositories hold it or held it. */
  readonly repositories: number;
  readonly firstSeenAt: Date;
}

/** The rows of credentials, in the order of their list. */
const rowsOf = (page: RawBuilder<unknown>) => sql<CredentialRow>`
    select c.id, p.incident_id as incident, c.type, c.provider, c.redacted, c.server, p.state, p.owners,
      coalesce(f.scopes, '[]'::jsonb) as scopes, f.issued_at as "issuedAt", f.expires_at as "expiresAt",
      f.last_used_at as "lastUsedAt", n.delivered_at as "replacedAt", coalesce(c.environment, f.environment) as environment, p.created_at as "firstSeenAt",
      (select count(distinct e.repository_id)::int from exposures e where e.credential_id = c.id) as repositories
    from ${page} p
    join credentials c on c.id = p.credential_id
    left join credential_facts f on f.credential_id = c.id
    left join rotations n on n.incident_id = p.incident_id
    order by p.created_at desc, p.incident_id desc`;

/** What else a list of credentials can be narrowed by. */
export interface CredentialFilter
  extends RegisterFilter, Partial<Pick<IncidentFilter, 'owner' | 'provider' | 'state'>> {
  /** `@organisation/team` that CODEOWNERS of a repository names in which it was seen. */
  readonly codeOwner?: string | undefined;
  readonly environment?: string | undefined;
  /** It waited for a person beyond this moment. */
  readonly overdueAt?: Date | undefined;
  /** Its provider says that nobody used it since then. */
  readonly unusedSince?: Date | undefined;
}

/** A word of CODEOWNERS, whatever stands around it; owners have no case. */
const namesOwner = (owner: string) => `(^|\\s)${owner.toLowerCase().replaceAll(/[^\w/@-]/g, '\\$&')}(\\s|$)`;

function conditions({ codeOwner, environment, overdueAt, unusedSince }: CredentialFilter) {
  const facts = sql`select 1 from credentials c left join credential_facts f on f.credential_id = c.id where c.id = l.credential_id`;
  return [
    ...(codeOwner === undefined
      ? []
      : [
          sql`exists (select 1 from exposures e join register_reads g on g.repository_id = e.repository_id
            where e.credential_id = l.credential_id and g.installation_id = l.installation_id
            and lower(g.code_owners) ~ ${namesOwner(codeOwner)})`,
        ]),
    ...(environment === undefined
      ? []
      : [sql`exists (${facts} and coalesce(c.environment, f.environment) = ${environment})`]),
    ...(overdueAt === undefined
      ? []
      : [
          sql`l.ended_at is null and exists (select 1 from waits w
            where w.incident_id = l.incident_id and w.due_at < ${overdueAt})`,
        ]),
    ...(unusedSince === undefined ? [] : [sql`exists (${facts} and f.last_used_at < ${unusedSince})`]),
  ];
}

/** The credentials that a viewer may see, last found first. */
export async function listCredentials(
  db: Database,
  viewer: Viewer,
  filter: CredentialFilter,
  size: number = PAGE_SIZE,
): Promise<Page<CredentialRow>> {
  const { repository, search, owner, provider, state, cursor } = filter;
  const repositories = repository === undefined ? undefined : await repositoriesNamed(db, viewer, repository);
  if (repositories?.length === 0) return { rows: [] };
  const narrow = { search, owner, provider, state, cursor };
  const page = incidentPage(viewer, narrow, repositories, size, conditions(filter));
  const { rows } = await rowsOf(page).execute(db);
  return toPage(rows, size, ({ firstSeenAt, incident }) => ({ at: firstSeenAt, id: incident }));
}

/** One credential by its id; undefined for one that a viewer may not see. */
export async function readCredential(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<CredentialRow | undefined> {
  const one = sql`(select l.* from incidents i join incident_list l on l.incident_id = i.id
    where i.credential_id = ${id}::uuid and ${seenBy(viewer, 'l.installation_id')})`;
  const { rows } = await rowsOf(one).execute(db);
  return rows[0];
}
