import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** How a credential comes to a place: it stands there, or is taken from where it is known to be. */
export type Link = 'stands' | 'secret' | 'variable' | 'agents' | 'rotation' | 'quarantined';

/** A secret or variable of Actions that holds a credential. */
export interface Holder {
  readonly link: Link;
  readonly via: 'secret' | 'variable';
  readonly scope: 'repository' | 'environment' | 'organization';
  /** 0 for an organisation's. */
  readonly repositoryId: number;
  /** Empty unless the scope is `environment`. */
  readonly environment: string;
  /** Upper case. */
  readonly name: string;
}

/** One way from a credential to what consumes it. Names come from repositories: scrubbed, and hostile where they are shown. */
export interface DeployPath {
  readonly link: Link;
  /** The secret or variable that brings it; absent where it is written out. */
  readonly holder?: { readonly name: string; readonly scope: Holder['scope'] };
  readonly repository: string;
  /** Only its readers see that. */
  readonly private: boolean;
  /** The workflow or configuration; of what is set for GitHub's agents, the place of the variable. */
  readonly path: string;
  readonly line?: number;
  readonly job?: string;
  readonly environment?: string;
  /** Events that start the workflow. */
  readonly triggers: readonly string[];
  readonly server?: string;
  readonly serverUrl?: string;
  /** The job sets this environment variable, and the server in the same repository takes it. */
  readonly through?: string;
}

interface Row {
  readonly link: Link;
  readonly holder: string;
  readonly scope: Holder['scope'];
  readonly repository: string;
  readonly private: boolean;
  readonly path: string;
  readonly line: number;
  readonly job: string | null;
  readonly environment: string | null;
  readonly triggers: readonly string[] | null;
  readonly server: string | null;
  readonly url: string | null;
  readonly through: string | null;
}

/** Who takes a job's environment variable in one repository is not asked without end. */
const MAX_SERVERS_OF_JOB = 50;

function pathOf(row: Row): DeployPath {
  return {
    link: row.link,
    holder: { name: row.holder, scope: row.scope },
    repository: row.repository,
    private: row.private,
    path: row.path,
    line: row.line,
    triggers: row.triggers ?? [],
    ...(row.job === null ? {} : { job: row.job }),
    ...(row.environment === null ? {} : { environment: row.environment }),
    ...(row.server === null ? {} : { server: row.server }),
    ...(row.url === null ? {} : { serverUrl: row.url }),
    ...(row.through === null ? {} : { through: row.through }),
  };
}

/**
 * Every job and server that takes what a secret or variable holds, in all repositories that see it. Of several secrets of
 * one name the closest counts: the environment's, then the repository's, then the organisation's
 * (https://docs.github.com/actions/reference/security/secrets). A job whose environment is computed may be one that sees
 * an environment's secret; it is left out.
 */
export async function findConsumers(
  db: Database,
  installationId: number,
  holders: readonly Holder[],
  most: number,
): Promise<readonly DeployPath[]> {
  if (holders.length === 0) return [];
  const { rows } = await sql<Row>`
    with h as (select * from jsonb_to_recordset(${JSON.stringify(holders)}::jsonb)
      as h(link text, via text, scope text, "repositoryId" bigint, environment text, name text))
    select distinct h.link, h.name as holder, h.scope, o.owner || '/' || o.name as repository, o.private, t.path, t.line,
      j.job, j.environment, j.triggers, coalesce(m.name, e.name) as server, coalesce(m.url, e.url) as url,
      case when e.name is not null then t.key end as through
    from h
    join credential_references t on t.installation_id = ${installationId} and t.via = h.via and t.name = h.name
      and (h.scope = 'organization' or t.repository_id = h."repositoryId")
    join repositories o on o.id = t.repository_id and o.removed_at is null
    left join workflow_jobs j on j.id = t.job_id
    left join mcp_servers m on m.id = t.server_id
    left join actions_secrets s on h.via = 'secret' and s.installation_id = ${installationId} and s.gone_at is null
      and s.name = h.name and s.scope = h.scope and s.repository_id = h."repositoryId" and s.environment = h.environment
    left join lateral (
      select p.name, p.url from credential_references u join mcp_servers p on p.id = u.server_id and p.gone_at is null
      where j.id is not null and u.repository_id = t.repository_id and u.via = 'env' and u.name = t.key
      order by p.name limit ${MAX_SERVERS_OF_JOB}) e on true
    where (h.scope <> 'environment' or lower(j.environment) = lower(h.environment))
      and (s.visibility is distinct from 'private' or o.private)
      and (s.visibility is distinct from 'selected' or s.repositories is null or s.repositories @> to_jsonb(o.id))
      and (h.via <> 'secret' or not exists (
        select 1 from actions_secrets n where n.installation_id = ${installationId} and n.gone_at is null and n.name = h.name
          and n.repository_id = t.repository_id
          and ((h.scope = 'organization' and n.scope = 'repository')
            or (h.scope <> 'environment' and n.scope = 'environment' and lower(n.environment) = lower(j.environment)))))
    order by repository, t.path, t.line, server, h.link limit ${most}`.execute(db);
  return rows.map(pathOf);
}
