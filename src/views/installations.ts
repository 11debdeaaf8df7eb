import { sql } from 'kysely';
import { listChains } from '../audit/read-chain.ts';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** An account whose repositories Rekey watches. */
export interface InstallationRow {
  readonly id: number;
  readonly owner: string;
}

const MAX_ROWS = 500;

/** The installations that a viewer may see, by their owners. One of which little is known yet has its repositories' owner. */
export async function listInstallations(db: Database, viewer: Viewer): Promise<readonly InstallationRow[]> {
  const { rows } = await sql<InstallationRow>`
    select v.id, coalesce(nullif(n.owner, ''), v.owner, 'installation ' || v.id) as owner
    from (select x.id, max(x.owner) as owner from (
        select id, null as owner from installations union all
        select installation_id, owner from repositories where removed_at is null) x
      where ${seenBy(viewer, 'x.id')} group by x.id) v
    left join installations n on n.id = v.id
    where n.deleted_at is null order by 2 limit ${MAX_ROWS}`.execute(db);
  return rows;
}

/** The chains of the audit trail that a viewer may read. The one of Rekey as a whole (0) is its operator's. */
export function chainsOf(db: Database, { installations }: Viewer): Promise<readonly number[]> {
  return installations === 'all' ? listChains(db) : Promise.resolve(installations);
}
