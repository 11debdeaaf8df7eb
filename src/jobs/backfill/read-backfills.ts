import { z } from 'zod';
import { redactKnownFormats } from '../../detect/index.ts';
import type { Database } from '../../store/database.ts';

/** How far the history of a repository is read, as it is shown. */
export const BackfillReport = z.object({
  id: z.number(),
  /** `OWNER/NAME` */
  repository: z.string(),
  state: z.enum(['waiting', 'fetching', 'scanning', 'reading', 'done', 'too_large', 'failed', 'gone']),
  done: z.number(),
  total: z.number().nullable(),
  /** Places in files that hold a credential. */
  findings: z.number(),
  /** Files that are too large to be read. */
  leftOut: z.number(),
  error: z.string().nullable(),
  updatedAt: z.string(),
});
export type BackfillReport = z.infer<typeof BackfillReport>;

const MAX_ROWS = 1000;

/**
 * Reads how far histories are, those that were asked for last first.
 *
 * @param ids of the repositories; absent: all, as many as are shown
 */
export async function readBackfills(
  db: Database,
  ids?: readonly number[],
): Promise<readonly BackfillReport[]> {
  if (ids?.length === 0) return [];
  const all = db
    .selectFrom('backfills')
    .select((eb) => [
      'repository_id',
      'owner',
      'name',
      'state',
      'done',
      'total',
      'left_out',
      'error',
      'updated_at',
      eb
        .selectFrom('exposures')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .whereRef('exposures.repository_id', '=', 'backfills.repository_id')
        .where('history', '=', true)
        .as('findings'),
    ])
    .orderBy('asked_at', 'desc')
    .orderBy('repository_id');
  const rows = await (ids ? all.where('repository_id', 'in', ids) : all.limit(MAX_ROWS)).execute();
  return rows.map((row) => ({
    id: row.repository_id,
    // People do name repositories after tokens.
    repository: redactKnownFormats(`${row.owner}/${row.name}`),
    state: row.state,
    done: row.done,
    total: row.total,
    findings: row.findings ?? 0,
    leftOut: row.left_out,
    error: row.error,
    updatedAt: row.updated_at.toISOString(),
  }));
}
