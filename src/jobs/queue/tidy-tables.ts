import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/**
 * Frees what deleted rows took, and counts what there is, so that statements are planned well however much that becomes. A
 * PostgreSQL does so by itself; the embedded one has nobody else. Table by table: everything else waits for one at most.
 */
export async function tidyTables(db: Database): Promise<void> {
  const { rows } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'pgboss')`.execute(
    db,
  );
  for (const { schema, name } of rows) await sql`vacuum (analyze) ${sql.id(schema, name)}`.execute(db);
}
