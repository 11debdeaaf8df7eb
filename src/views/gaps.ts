import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** A permission that an installation does not give. */
export interface GapRow {
  readonly owner: string;
  readonly permission: string;
}

const MAX_ROWS = 100;

/** What is missing so that all could be read and done. */
export async function listGaps(db: Database, viewer: Viewer): Promise<readonly GapRow[]> {
  const { rows } = await sql<GapRow>`
    select g.permission, coalesce(nullif(n.owner, ''), (select r.owner from repositories r
      where r.installation_id = g.installation_id limit 1), 'installation ' || g.installation_id) as owner
    from gaps g left join installations n on n.id = g.installation_id
    where ${seenBy(viewer, 'g.installation_id')} order by g.installation_id, g.permission limit ${MAX_ROWS}`.execute(
    db,
  );
  return rows;
}
