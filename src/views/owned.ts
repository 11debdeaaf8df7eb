import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** Who answers for some secrets or servers, by their ids; those without an owner are left out. */
export async function readOwned(
  db: Database,
  viewer: Viewer,
  table: 'actions_secrets' | 'mcp_servers',
  ids: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  if (ids.length === 0) return {};
  const { rows } = await sql<{ readonly id: string; readonly owners: readonly string[] }>`
    select t.id, t.owners from ${sql.table(table)} t
    where t.id in (${sql.join(ids.map((id) => sql`${id}::uuid`))}) and t.owners <> '[]'::jsonb
      and ${seenBy(viewer, 't.installation_id')}`.execute(db);
  return Object.fromEntries(rows.map(({ id, owners }) => [id, owners]));
}
