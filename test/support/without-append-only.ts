import { sql } from 'kysely';
import type { Database } from '../../src/store/database.ts';

const TABLES = ['audit', 'audit_checkpoints'] as const;

/** Does what the database refuses to everybody else: changes the audit trail, as whoever owns the database could. */
export async function withoutAppendOnly(
  db: Database,
  work: (db: Database) => Promise<unknown>,
): Promise<void> {
  for (const table of TABLES) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
  try {
    await work(db);
  } finally {
    for (const table of TABLES) await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
  }
}
