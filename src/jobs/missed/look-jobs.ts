import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';

/** What concerns the App as such runs in a lane of its own, as do looks: neither waits behind the pushes, nor they. */
const APP_LANE = 'app';

/** The job that compares the branches of an installation with what was read. */
export function lookJob(installationId: number): NewJob {
  return { queue: 'github', lane: `look/${installationId}`, data: { kind: 'reconcile', installationId } };
}

const appJob = (kind: 'list-installations' | 'redeliver'): NewJob => ({
  queue: 'github',
  lane: APP_LANE,
  data: { kind, installationId: 0 },
});

/** Asks for one look at everything, unless the last one has not ended yet. */
async function ask({ db, queue }: JobContext, job: NewJob): Promise<void> {
  if (await queue.isWaiting(job)) return;
  await db.transaction().execute((trx) => queue.send(trx, [job]));
  queue.wake();
}

export const askForReconcile = (context: JobContext) => ask(context, appJob('list-installations'));
export const askForRedelivery = (context: JobContext) => ask(context, appJob('redeliver'));
