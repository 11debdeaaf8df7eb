import { sql, type RawBuilder } from 'kysely';
import type { IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { toPage, type Page } from './cursor.ts';
import { incidentPage, repositoriesNamed } from './incident-page.ts';
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
  readonly state: IncidentState;
  /** How many repositories hold it or held it. */
  readonly repositories: number;
  readonly firstSeenAt: Date;
}

/** The rows of credentials, in the order of their list. */
const rowsOf = (page: RawBuilder<unknown>) => sql<CredentialRow>`
    select c.id, p.incident_id as incident, c.type, c.provider, c.redacted, c.server, p.state, p.owners,
      coalesce(f.scopes, '[]'::jsonb) as scopes, f.issued_at as "issuedAt", f.expires_at as "expiresAt",
      f.last_used_at as "lastUsedAt", coalesce(c.environment, f.environment) as environment, p.created_at as "firstSeenAt",
      (select count(distinct e.repository_id)::int from exposures e where e.credential_id = c.id) as repositories
    from ${page} p
    join credentials c on c.id = p.credential_id
    left join credential_facts f on f.credential_id = c.id
    order by p.created_at desc, p.incident_id desc`;

/** The credentials that a viewer may see, last found first. */
export async function listCredentials(
  db: Database,
  viewer: Viewer,
  { repository, search, cursor }: RegisterFilter,
  size: number = PAGE_SIZE,
): Promise<Page<CredentialRow>> {
  const repositories = repository === undefined ? undefined : await repositoriesNamed(db, viewer, repository);
  if (repositories?.length === 0) return { rows: [] };
  const page = incidentPage(viewer, { search, cursor }, repositories, size);
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
