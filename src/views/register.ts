import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import { readCursor, toPage, type Page } from './cursor.ts';
import { containing, filterText } from './filter-text.ts';
import { installationsOf, type Viewer } from './viewer.ts';

const PAGE_SIZE = 50;
/** The ids of the repositories with a name. */
function named(fullName: string) {
  const [owner = '', name = ''] = fullName.split('/', 2);
  return sql`(select r.id from repositories r where r.owner = ${owner} and r.name = ${name})`;
}

/** What the lists of the register can be narrowed by; what is not understood is left out. */
export const RegisterFilter = z.object({
  /** `owner/name` */
  repository: filterText.optional().catch(undefined),
  search: filterText.optional().catch(undefined),
  cursor: z.string().max(200).optional().catch(undefined),
});
export type RegisterFilter = z.infer<typeof RegisterFilter>;

/** A secret of GitHub Actions in the register. */
export interface SecretRow {
  readonly id: string;
  readonly name: string;
  readonly scope: 'repository' | 'environment' | 'organization';
  readonly repository: string | null;
  readonly environment: string | null;
  readonly visibility: 'all' | 'private' | 'selected' | null;
  readonly createdAt: Date;
  /** Who answers for it: `@login` and `@organisation/team`. */
  readonly owners: readonly string[];
  /** When it was last written. */
  readonly rotatedAt: Date;
  /** How many jobs and servers take it. */
  readonly uses: number;
}

/** An MCP server in the register. */
export interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly path: string;
  readonly transport: 'stdio' | 'http';
  readonly url: string | null;
  readonly package: string | null;
  readonly version: string | null;
  /** Names of what it takes from outside. */
  readonly takes: readonly string[];
  readonly holdsCredential: boolean;
  /** Who answers for it: `@login` and `@organisation/team`. */
  readonly owners: readonly string[];
  readonly firstSeenAt: Date;
}

/** The Actions secrets whose names a viewer may see, last written first. */
export async function listSecrets(
  db: Database,
  viewer: Viewer,
  { repository, search, cursor }: RegisterFilter,
  size: number = PAGE_SIZE,
): Promise<Page<SecretRow>> {
  const from = readCursor(cursor);
  const where = sql.join(
    [
      sql`s.installation_id = v.id`,
      sql`s.gone_at is null`,
      ...(repository === undefined ? [] : [sql`s.repository_id in ${named(repository)}`]),
      ...(search === undefined ? [] : [sql`s.name ilike ${containing(search)}`]),
      ...(from ? [sql`(s.updated_at, s.id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
    ],
    sql` and `,
  );
  const { rows } = await sql<SecretRow>`
    select s.id, s.name, s.scope, r.owner || '/' || r.name as repository, nullif(s.environment, '') as environment, s.visibility,
      s.owners, s.created_at as "createdAt", s.updated_at as "rotatedAt",
      (select count(*)::int from credential_references t left join workflow_jobs j on j.id = t.job_id
        where t.installation_id = s.installation_id and t.via = 'secret' and t.name = s.name
        and (s.scope = 'organization' or t.repository_id = s.repository_id)
        and (s.scope <> 'environment' or j.environment = s.environment)) as uses
    from (
      select s.* from ${installationsOf(viewer, 'actions_secrets')} cross join lateral (
        select s.* from actions_secrets s where ${where} order by s.updated_at desc, s.id desc limit ${size + 1}) s
      order by s.updated_at desc, s.id desc limit ${size + 1}) s
    left join repositories r on r.id = s.repository_id
    order by s.updated_at desc, s.id desc`.execute(db);
  return toPage(rows, size, ({ rotatedAt, id }) => ({ at: rotatedAt, id }));
}

/** The MCP servers that stand in configurations, last found first. */
export async function listServers(
  db: Database,
  viewer: Viewer,
  { repository, search, cursor }: RegisterFilter,
  size: number = PAGE_SIZE,
): Promise<Page<ServerRow>> {
  const from = readCursor(cursor);
  const like = search === undefined ? '' : containing(search);
  const where = sql.join(
    [
      sql`m.installation_id = v.id`,
      sql`m.gone_at is null`,
      ...(repository === undefined ? [] : [sql`m.repository_id in ${named(repository)}`]),
      ...(search === undefined
        ? []
        : [sql`(m.name ilike ${like} or m.url ilike ${like} or m.package ilike ${like})`]),
      ...(from ? [sql`(m.first_seen_at, m.id) < (${from.at}::timestamptz, ${from.id}::uuid)`] : []),
    ],
    sql` and `,
  );
  const { rows } = await sql<ServerRow>`
    select m.id, m.name, r.owner || '/' || r.name as repository, m.path, m.transport, m.url, m.package, m.version,
      m.owners, m.holds_credential as "holdsCredential", m.first_seen_at as "firstSeenAt",
      coalesce((select jsonb_agg(distinct t.name) from credential_references t where t.server_id = m.id), '[]'::jsonb) as takes
    from (
      select m.* from ${installationsOf(viewer, 'mcp_servers')} cross join lateral (
        select m.* from mcp_servers m where ${where} order by m.first_seen_at desc, m.id desc limit ${size + 1}) m
      order by m.first_seen_at desc, m.id desc limit ${size + 1}) m
    join repositories r on r.id = m.repository_id
    order by m.first_seen_at desc, m.id desc`.execute(db);
  return toPage(rows, size, ({ firstSeenAt, id }) => ({ at: firstSeenAt, id }));
}
