import type { SuggestionsTable } from '../../store/fix-tables.ts';
import type { JobContext } from '../queue/context.ts';

/** A credential in a file of a pull request. */
export interface SuggestedPlace {
  readonly incidentId: string;
  readonly path: string;
}

/** What was suggested in a pull request, or was about to be. */
export async function readSuggested(
  { db }: JobContext,
  repositoryId: number,
  pull: number,
): Promise<readonly (SuggestedPlace & Pick<SuggestionsTable, 'outcome'>)[]> {
  const rows = await db
    .selectFrom('suggestions')
    .select(['incident_id', 'path', 'outcome'])
    .where('repository_id', '=', repositoryId)
    .where('pull', '=', pull)
    .execute();
  return rows.map(({ incident_id, ...row }) => ({ incidentId: incident_id, ...row }));
}

/** @param outcome null before they are written, since the answer may be lost */
export async function saveSuggested(
  { db }: JobContext,
  repositoryId: number,
  pull: number,
  places: readonly SuggestedPlace[],
  outcome: SuggestionsTable['outcome'],
): Promise<void> {
  const distinct = new Map(places.map((one) => [`${one.incidentId}:${one.path}`, one]));
  if (distinct.size === 0) return;
  await db
    .insertInto('suggestions')
    .values(
      [...distinct.values()].map(({ incidentId, path }) => ({
        repository_id: repositoryId,
        pull,
        incident_id: incidentId,
        path,
        outcome,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'pull', 'incident_id', 'path']).doUpdateSet({ outcome }),
    )
    .execute();
}
