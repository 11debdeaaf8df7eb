import { sql } from 'kysely';
import type { JobContext } from '../queue/context.ts';
import { UNFINISHED } from './ask-for-backfills.ts';
import { backfillJob } from './backfill-task.ts';

/**
 * Gives a job to every installation that has an unfinished history and none: its last one may have failed on each of its
 * tries.
 */
export async function wakeBackfills({ db, queue }: JobContext): Promise<void> {
  const rows = await db
    .selectFrom('backfills')
    .select('installation_id')
    .distinct()
    .where('state', 'in', UNFINISHED)
    .where(
      sql<boolean>`not exists (select 1 from pgboss.job where name = 'bulk' and state in ('created', 'retry', 'active')
        and data->>'kind' = 'backfill' and (data->>'installationId')::bigint = backfills.installation_id)`,
    )
    .execute();
  if (rows.length === 0) return;
  const jobs = rows.map(({ installation_id: id }) => backfillJob(id));
  await db.transaction().execute((trx) => queue.send(trx, jobs));
  queue.wake();
}
