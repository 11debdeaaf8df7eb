import { weekBefore } from '../../inventory/week.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { summaryJob } from './summary-task.ts';

/** Asks for the summary of the week that ended last, for each installation that has none yet. */
export async function askForSummaries({ db, queue }: JobContext): Promise<void> {
  const { name, to } = weekBefore(new Date());
  const due = await db
    .selectFrom('installations')
    .select('id')
    .where('deleted_at', 'is', null)
    .where('suspended_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('summaries')
            .select('week')
            .whereRef('summaries.installation_id', '=', 'installations.id')
            .where('week', '=', name)
            .where('done_at', 'is not', null),
        ),
      ),
    )
    .execute();
  const jobs: NewJob[] = [];
  for (const { id } of due) {
    const job = summaryJob(id, to);
    if (!(await queue.isWaiting(job))) jobs.push(job);
  }
  if (jobs.length === 0) return;
  await db.transaction().execute((trx) => queue.send(trx, jobs));
  queue.wake();
}
