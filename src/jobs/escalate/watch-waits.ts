import { keepBookmark, readBookmark } from '../../inventory/bookmarks.ts';
import { beginWaits, endWaits, takeDueWaits } from '../../inventory/waits.ts';
import type { JobContext } from '../queue/context.ts';
import { callJob, remindJob } from './escalate-task.ts';

const BOOKMARK = 'waits';
/** Clocks differ, and what was accepted without proof counts ten minutes later. */
const MARGIN_MS = 15 * 60_000;
const MOST_NEW = 1000;
const MOST_DUE = 200;
/** A job that was lost is made again after so long. */
const LEASE_MS = 10 * 60_000;

/** Messages whose job was lost. */
async function lostCalls({ db }: JobContext, now: Date) {
  return db
    .selectFrom('calls')
    .select(['id', 'installation_id'])
    .where('outcome', 'is', null)
    .where('run_at', '<', new Date(now.getTime() - LEASE_MS))
    .limit(MOST_DUE)
    .execute();
}

/** Notes what began to wait for a person and what has ended, and has those looked at whose time has come. */
export async function watchWaits(context: JobContext): Promise<void> {
  const { db, queue } = context;
  const now = new Date();
  const last = await readBookmark(db, BOOKMARK);
  const changedSince = new Date(last === undefined ? 0 : Date.parse(last) - MARGIN_MS);
  const lost = await lostCalls(context, now);
  const sent = await db.transaction().execute(async (trx) => {
    await endWaits(trx, changedSince);
    const begun = await beginWaits(trx, changedSince, now, MOST_NEW);
    if (begun < MOST_NEW) await keepBookmark(trx, BOOKMARK, now.toISOString());
    const due = await takeDueWaits(trx, now, new Date(now.getTime() + LEASE_MS), MOST_DUE);
    const jobs = [
      ...due.map(({ installationId, incidentId }) => remindJob(installationId, incidentId)),
      ...lost.map(({ id, installation_id }) => callJob(installation_id, id)),
    ];
    await queue.send(trx, jobs);
    return jobs.length;
  });
  if (sent > 0) queue.wake();
}
