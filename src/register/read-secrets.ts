import { sql } from 'kysely';
import type { EnvironmentRecord, SecretRecord, Use } from '../governance/records.ts';
import type { Database } from '../store/database.ts';
import { PAGE_SIZE, pages } from './pages.ts';
import { goneOf, ownersFrom, registeredAs, type RegisterScope } from './scope.ts';

const MAX_USES = 50;
const DAY_SECONDS = 86_400;

interface RawUse {
  readonly repository_id: number;
  readonly repository: string;
  readonly path: string;
  readonly server: string | null;
  readonly server_url: string | null;
  readonly job: string | null;
  readonly environment: string | null;
  readonly triggers: readonly string[] | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scope: SecretRecord['scope'];
  readonly repository: string | null;
  readonly environment: string;
  readonly visibility: 'all' | 'private' | 'selected' | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly used_at: Date | null;
  readonly uses: readonly RawUse[] | null;
}

/**
 * A job gives what it takes to the server of its repository that takes the same environment variable. An environment's secret reaches the jobs of that environment; a repository's, all of its jobs; an organisation's, those of
 * the repositories that see it.
 */
const page = (installationId: number, after: string) => sql<Row>`
  select s.id, s.name, s.scope, s.environment, s.visibility, s.created_at, s.updated_at, s.used_at, u.uses,
    r.owner || '/' || r.name as repository
  from actions_secrets s left join repositories r on r.id = s.repository_id
  left join lateral (
    select jsonb_agg(to_jsonb(p)) as uses from (
      select o.id as repository_id, o.owner || '/' || o.name as repository, t.path, coalesce(m.name, e.name) as server,
        coalesce(m.url, e.url) as server_url, j.job,
        j.environment, j.triggers
      from credential_references t
      join repositories o on o.id = t.repository_id and o.removed_at is null
      left join mcp_servers m on m.id = t.server_id
      left join workflow_jobs j on j.id = t.job_id
      left join lateral (
        select v.name, v.url from credential_references u join mcp_servers v on v.id = u.server_id and v.gone_at is null
        where j.id is not null and u.repository_id = t.repository_id and u.via = 'env' and u.name = t.key
        order by v.name limit 1) e on true
      where t.installation_id = s.installation_id and t.via = 'secret' and t.name = s.name
        and (s.scope = 'organization' or t.repository_id = s.repository_id)
        and (s.visibility is distinct from 'private' or o.private)
        and (s.visibility is distinct from 'selected' or s.repositories is null or s.repositories @> to_jsonb(o.id))
        and (s.scope <> 'environment' or lower(j.environment) = lower(s.environment))
      order by t.repository_id, t.path, t.line limit ${MAX_USES}) p) u on true
  where s.installation_id = ${installationId} and s.gone_at is null and s.id > ${after}::uuid
  order by s.id limit ${PAGE_SIZE}`;

function useOf(raw: RawUse): Use {
  return {
    repository: raw.repository,
    path: raw.path,
    triggers: raw.triggers ?? [],
    ...(raw.server === null ? {} : { server: raw.server }),
    ...(raw.server_url === null ? {} : { serverUrl: raw.server_url }),
    ...(raw.job === null ? {} : { job: raw.job }),
    ...(raw.environment === null ? {} : { environment: raw.environment }),
  };
}

function recordOf(row: Row, scope: RegisterScope): SecretRecord {
  const uses = row.uses ?? [];
  const served = uses.find(({ server }) => server !== null);
  const server = served && registeredAs(scope, served.server, served.server_url);
  const files = uses.map(({ repository_id: repositoryId, path }) => ({ repositoryId, path }));
  const owners = ownersFrom(scope, server, files);
  const ages = uses.flatMap((use) => registeredAs(scope, use.server, use.server_url)?.maxAgeSeconds ?? []);
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    owners,
    goneOwners: goneOf(scope, owners),
    uses: uses.map(useOf),
    ...(row.repository === null ? {} : { repository: row.repository }),
    ...(row.environment === '' ? {} : { environment: row.environment }),
    ...(row.visibility === null ? {} : { visibility: row.visibility }),
    ...(ages.length > 0 ? { maxAgeDays: Math.ceil(Math.min(...ages) / DAY_SECONDS) } : {}),
    ...(uses.length === 0 && row.used_at !== null ? { abandonedSince: row.used_at } : {}),
  };
}

/** Every secret of GitHub Actions whose name is known. */
export const readSecrets = (db: Database, scope: RegisterScope) => pages(db, scope, page, recordOf);

/** The deployment environments that hold secrets. */
export async function readEnvironments(
  db: Database,
  scope: RegisterScope,
): Promise<readonly EnvironmentRecord[]> {
  const { rows } = await sql<{
    readonly repository_id: number;
    readonly repository: string;
    readonly name: string;
    readonly reviewers: boolean;
    readonly branches: boolean;
    readonly secrets: readonly string[];
  }>`
    select e.repository_id, r.owner || '/' || r.name as repository, e.name, e.reviewers, e.branches,
      jsonb_agg(s.name order by s.name) as secrets
    from deploy_environments e join repositories r on r.id = e.repository_id and r.removed_at is null
    join actions_secrets s on s.repository_id = e.repository_id and s.scope = 'environment' and s.environment = e.name
      and s.gone_at is null
    where r.installation_id = ${scope.installationId}
    group by e.repository_id, r.owner, r.name, e.name, e.reviewers, e.branches`.execute(db);
  return rows.map(({ repository_id: repositoryId, ...row }) => ({
    ...row,
    id: `${repositoryId}/${row.name}`,
    owners: scope.ownersOf(repositoryId, '.github/workflows'),
  }));
}
