import { sweepBackfillFolders } from '../backfill/backfill-folder.ts';
import type { JobContext } from './context.ts';
import { recoverJobs } from './recover-jobs.ts';
import { verifyRotated } from '../decide/verify-rotated.ts';
import { describeLeak } from '../revoke/describe-leak.ts';
import { rehearseLeak } from '../revoke/rehearse-leak.ts';
import { revokeCredential } from '../revoke/revoke-credential.ts';
import { runGitHubTask } from './run-github-task.ts';
import { startSchedules } from './schedules.ts';
import { RevokeTask } from './tasks.ts';
import { watched } from './watch-job.ts';
import { startWorker, type Worker } from './worker.ts';

/** A lane mostly waits for GitHub, and pushes come in numbers: what they need of the database is gathered. */
const GITHUB = { concurrency: 32, gatherMs: 20 } as const;
/** Few at once: they hold much in memory, and the rest of the machine belongs to the pushes. */
const BULK = { concurrency: 2, gatherMs: 20 } as const;
/** Revocations are few, and every millisecond counts. */
const REVOKE = { concurrency: 16, gatherMs: 1 } as const;

/**
 * Starts the workers of this process.
 *
 * @param alone this process alone uses the database: what was running when it last ended is taken up at once
 */
export async function startWorkers(
  context: JobContext,
  options: { readonly alone: boolean },
): Promise<Worker> {
  if (options.alone) await recoverJobs(context.queue);
  await sweepBackfillFolders(context);
  const { queue, log, github } = context;
  const { pauses } = github.quota;
  const workers = [
    startWorker(
      queue,
      'github',
      watched(context, 'github', (task) => runGitHubTask(context, task)),
      { ...GITHUB, pauses, log },
    ),
    startWorker(
      queue,
      'bulk',
      watched(context, 'bulk', (task) => runGitHubTask(context, task)),
      { ...BULK, pauses, log },
    ),
    startWorker(
      queue,
      'revoke',
      watched(context, 'revoke', ({ data, retryCount }) => {
        const task = RevokeTask.parse(data);
        if (task.only === 'describe') return describeLeak(context, task);
        if (task.only === 'rehearse') return rehearseLeak(context, task, retryCount);
        if (task.only === 'verify') return verifyRotated(context, task, retryCount);
        return revokeCredential(context, task, retryCount);
      }),
      { ...REVOKE, log },
    ),
  ];
  const schedules = startSchedules(context, options);
  return {
    async stop() {
      await schedules.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
