import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** A way by which a credential reaches something: a file, a variable or a log of a repository, and what takes it there. */
export interface UseRow {
  readonly repository: string;
  readonly private: boolean;
  readonly path: string;
  readonly kind: string;
  readonly server: string | null;
  readonly environment: string | null;
  /** The job of a workflow that takes it. */
  readonly job: string | null;
}

/** All ways of a credential, cut to so many, and how many there are. */
export interface Uses {
  readonly rows: readonly UseRow[];
  readonly repositories: number;
  readonly places: number;
}

const MAX_ROWS = 60;

/**
 * Where the credential of an incident stands and what takes it: for a variable each job that reads it by name, in every
 * repository.
 */
export async function readUses(db: Database, viewer: Viewer, incidentId: string): Promise<Uses> {
  const of = sql`from incidents i join credentials c on c.id = i.credential_id join exposures e on e.credential_id = c.id
    join repositories r on r.id = e.repository_id
    where i.id = ${incidentId}::uuid and ${seenBy(viewer, 'c.installation_id')}`;
  const { rows } = await sql<UseRow>`
    select distinct coalesce(jr.owner || '/' || jr.name, p.repository) as repository, coalesce(jr.private, p.private) as private,
      coalesce(j.path, p.path) as path, p.kind, p.server, coalesce(j.environment, p.environment) as environment, j.job
    from (select distinct c.installation_id, e.repository_id, r.owner || '/' || r.name as repository, r.private, e.path,
        e.kind, e.server, coalesce(e.place->>'environment', c.environment) as environment, e.place->>'name' as variable,
        e.place->>'scope' as scope ${of} limit ${MAX_ROWS}) p
    left join credential_references t on p.kind = 'variable' and t.installation_id = p.installation_id and t.via = 'variable'
      and t.name = p.variable and (p.scope = 'organization' or t.repository_id = p.repository_id)
    left join workflow_jobs j on j.id = t.job_id and j.gone_at is null
    left join repositories jr on jr.id = j.repository_id
    order by 1, 3, 7 nulls first limit ${MAX_ROWS}`.execute(db);
  const counts = await sql<{ repositories: number; places: number }>`
    select count(distinct e.repository_id)::int as repositories, count(*)::int as places ${of}`.execute(db);
  return { rows, ...(counts.rows[0] ?? { repositories: 0, places: 0 }) };
}
