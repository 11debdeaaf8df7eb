import type { Database } from '../store/database.ts';
import type { SuccessorReport } from './report.ts';

/** What became of the replacement of an incident's credential; undefined where none was begun. */
export async function readSuccessor(db: Database, incidentId: string): Promise<SuccessorReport | undefined> {
  const row = await db
    .selectFrom('rotations')
    .select(['stage', 'target', 'explanation'])
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { stage, target, explanation } = row;
  return { stage, target, ...(explanation === null ? {} : { explanation }) };
}
