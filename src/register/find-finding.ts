import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** The open finding of an installation that a code names; undefined where none does, or more than one. */
export async function findingByCode(
  db: Database,
  installationId: number,
  code: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ readonly id: string }>`
    select id from governance_findings where installation_id = ${installationId} and closed_at is null
      and left(id::text, ${code.length}) = ${code} limit 2`.execute(db);
  return rows.length === 1 ? rows[0]?.id : undefined;
}
