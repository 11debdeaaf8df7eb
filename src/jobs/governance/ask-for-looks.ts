import { sql } from 'kysely';
import { endOverExceptions } from '../../register/exceptions.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { checkRegisterJob } from './governance-task.ts';

/** What is read once a day is looked at once a day; what changed meanwhile, once an hour. */
const LOOKS_A_DAY = 24;

type Asking = Pick<JobContext, 'db' | 'queue' | 'intervals'>;

async function ask({ db, queue }: Pick<Asking, 'db' | 'queue'>, installations: readonly number[]) {
  const jobs: NewJob[] = [];
  for (const id of installations) {
    const job = checkRegisterJob(id);
    if (!(await queue.isWaiting(job))) jobs.push(job);
  }
  if (jobs.length === 0) return;
  await db.transaction().execute((trx) => queue.send(trx, jobs));
  queue.wake();
}

/**
 * Asks for a look at each register that nobody looked at today, and at those of which something was read since, once an
 * hour. The first look stands behind the first readings in their lane.
 */
export async function askForLooks({ db, queue, intervals }: Asking): Promise<void> {
  const now = Date.now();
  const day = new Date(now - intervals.registerSeconds * 1000);
  const hour = new Date(now - (intervals.registerSeconds * 1000) / LOOKS_A_DAY);
  const { rows } = await sql<{ readonly id: number }>`
    select i.id from installations i left join governance_looks l on l.installation_id = i.id
    where i.deleted_at is null and i.suspended_at is null and (
      (l.looked_at is null and (i.updated_at <= ${hour} or exists (
        select 1 from register_reads r where r.installation_id = i.id and r.read_at is not null)))
      or l.looked_at <= ${day}
      or (l.looked_at <= ${hour} and exists (
        select 1 from register_reads r where r.installation_id = i.id and r.read_at > l.looked_at)))`.execute(
    db,
  );
  await ask(
    { db, queue },
    rows.map(({ id }) => id),
  );
}

/** Ends the exceptions whose last day is over, and has what they were about told again. */
export async function endExceptions({ db, queue }: Pick<Asking, 'db' | 'queue'>): Promise<void> {
  await ask({ db, queue }, await endOverExceptions(db, new Date()));
}
