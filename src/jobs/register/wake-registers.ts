import { ORGANISATION, takeDue } from '../../register/reads.ts';
import type { RepositoryKey } from '../../register/record-file.ts';
import type { JobContext } from '../queue/context.ts';
import type { NewJob } from '../queue/queue.ts';
import { registerJob } from './register-task.ts';

/** No more at once, so that one look stays short; the next is a minute later. */
const MOST = 1000;

function jobFor({ installationId, repositoryId }: RepositoryKey): NewJob {
  return repositoryId === ORGANISATION
    ? registerJob(installationId, { kind: 'register-organisation', installationId })
    : registerJob(installationId, { kind: 'register-repository', installationId, repositoryId });
}

/**
 * Asks for what the register has to read: what an installation brought, what was pushed to, and everything once a day.
 * That it was asked for and the job stand in one transaction.
 */
export async function wakeRegisters({ db, queue, intervals }: JobContext): Promise<void> {
  const sent = await db.transaction().execute(async (trx) => {
    const due = await takeDue(trx, { seconds: intervals.registerSeconds, most: MOST });
    await queue.send(trx, due.map(jobFor));
    return due.length;
  });
  if (sent > 0) queue.wake();
}
