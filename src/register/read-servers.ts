import { sql } from 'kysely';
import type { Via } from '../detect/index.ts';
import type { JobRecord, ServerRecord } from '../governance/records.ts';
import type { Database } from '../store/database.ts';
import { PAGE_SIZE, pages } from './pages.ts';
import { issuerAt, ownersFrom, registeredAs, registeredFacts, type RegisterScope } from './scope.ts';

interface ServerRow {
  readonly id: string;
  readonly repository_id: number;
  readonly repository: string;
  readonly path: string;
  readonly name: string;
  readonly line: number;
  readonly transport: 'stdio' | 'http';
  readonly url: string | null;
  readonly secret_in_url: boolean;
  readonly basic_auth: boolean;
  readonly runner: string | null;
  readonly package: string | null;
  readonly version: string | null;
  readonly takes_secret: boolean;
}

const serverPage = (installationId: number, after: string) => sql<ServerRow>`
  select m.id, m.repository_id, r.owner || '/' || r.name as repository, m.path, m.name, m.line, m.transport, m.url, m.secret_in_url,
    m.basic_auth, m.runner, m.package, m.version,
    m.holds_credential or exists (select 1 from credential_references t where t.server_id = m.id) as takes_secret
  from mcp_servers m join repositories r on r.id = m.repository_id and r.removed_at is null
  where m.installation_id = ${installationId} and m.gone_at is null and m.id > ${after}::uuid
  order by m.id limit ${PAGE_SIZE}`;

function serverOf(row: ServerRow, scope: RegisterScope): ServerRecord {
  const server = registeredAs(scope, row.name, row.url);
  const issuer = issuerAt(scope, row.url);
  return {
    id: row.id,
    name: row.name,
    repository: row.repository,
    path: row.path,
    line: row.line,
    transport: row.transport,
    secretInUrl: row.secret_in_url,
    basicAuth: row.basic_auth,
    takesSecret: row.takes_secret,
    hasRegister: scope.servers.length > 0,
    owners: ownersFrom(scope, server, [{ repositoryId: row.repository_id, path: row.path }]),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.runner === null ? {} : { runner: row.runner }),
    ...(row.package === null ? {} : { package: row.package }),
    ...(row.version === null ? {} : { version: row.version }),
    ...(issuer ? { issuer } : {}),
    ...registeredFacts(server),
  };
}

interface JobRow {
  readonly id: string;
  readonly repository_id: number;
  readonly repository: string;
  readonly path: string;
  readonly job: string;
  readonly environment: string | null;
  readonly triggers: readonly string[];
  readonly oidc: boolean;
  readonly runs_foreign_code: boolean;
  readonly mcp: boolean;
  readonly takes: readonly {
    readonly via: Via;
    readonly name: string;
    readonly key: string | null;
    readonly line: number;
  }[];
}

const jobPage = (installationId: number, after: string) => sql<JobRow>`
  select j.id, j.repository_id, r.owner || '/' || r.name as repository, j.path, j.job, j.environment, j.triggers, j.oidc,
    j.runs_foreign_code, j.mcp, coalesce(t.takes, '[]'::jsonb) as takes
  from workflow_jobs j join repositories r on r.id = j.repository_id and r.removed_at is null
  left join lateral (
    select jsonb_agg(jsonb_build_object('via', via, 'name', name, 'key', key, 'line', line) order by line) as takes
    from credential_references where job_id = j.id) t on true
  where j.installation_id = ${installationId} and j.gone_at is null and j.id > ${after}::uuid
  order by j.id limit ${PAGE_SIZE}`;

function jobOf(row: JobRow, scope: RegisterScope): JobRecord {
  return {
    id: row.id,
    name: `${row.job} in ${row.path}`,
    repository: row.repository,
    path: row.path,
    job: row.job,
    triggers: row.triggers,
    oidc: row.oidc,
    runsForeignCode: row.runs_foreign_code,
    owners: scope.ownersOf(row.repository_id, row.path),
    takes: row.takes.map(({ key, ...one }) => ({ ...one, mcp: row.mcp, ...(key === null ? {} : { key }) })),
    ...(row.environment === null ? {} : { environment: row.environment }),
  };
}

/** Every MCP server that stands on a default branch at present. */
export const readServers = (db: Database, scope: RegisterScope) => pages(db, scope, serverPage, serverOf);

/** Every job of a workflow on a default branch that takes secrets or variables. */
export const readJobs = (db: Database, scope: RegisterScope) => pages(db, scope, jobPage, jobOf);
