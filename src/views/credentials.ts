import { sql } from 'kysely';
import type { IncidentState } from '../inventory/state.ts';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import type { RegisterFilter } from './register.ts';
import { seenBy, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;
const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

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

/** The credentials that a viewer may see, last found first. */
export async function listCredentials(
  db: Database,
  viewer: Viewer,
  { repository, search, cursor }: RegisterFilter,
  size: number = PAGE_SIZE,
): Promise<Page<CredentialRow>> {
  const from = readCursor(cursor);
  const like = search === undefined ? '' : containing(search);
  const where = sql.join(
    [
      seenBy(viewer, 'c.installation_id'),
      ...(repository === undefined
        ? []
        : [
            sql`exists (select 1 from exposures e join repositories r on r.id = e.repository_id
              where e.credential_id = c.id and r.owner || '/' || r.name = ${repository})`,
          ]),
      ...(search === undefined
        ? []
        : [sql`(c.type ilike ${like} or c.server ilike ${like} or c.provider ilike ${like})`]),
      ...(from ? [sql`(c.first_seen_at, c.id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
    ],
    sql` and `,
  );
  const { rows } = await sql<CredentialRow>`
    select p.*, i.id as incident, i.state, coalesce(o.owners, '[]'::jsonb) as owners,
      coalesce(f.scopes, '[]'::jsonb) as scopes, f.issued_at as "issuedAt", f.expires_at as "expiresAt",
      f.last_used_at as "lastUsedAt", coalesce(p.told, f.environment) as environment,
      (select count(distinct e.repository_id)::int from exposures e where e.credential_id = p.id) as repositories
    from (select c.id, c.type, c.provider, c.redacted, c.server, c.environment as told, c.first_seen_at as "firstSeenAt"
      from credentials c where ${where} order by c.first_seen_at desc, c.id desc limit ${size + 1}) p
    join incidents i on i.credential_id = p.id
    left join credential_owners o on o.credential_id = p.id
    left join credential_facts f on f.credential_id = p.id
    order by p."firstSeenAt" desc, p.id desc`.execute(db);
  return toPage(rows, size, ({ firstSeenAt, id }) => ({ at: firstSeenAt, id }));
}
