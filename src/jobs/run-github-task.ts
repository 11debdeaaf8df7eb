import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { isGitHubError, rateLimitWait } from '../github/retry-after.ts';
import type { JobContext } from './context.ts';
import { GITHUB_TASKS } from './github-tasks.ts';
import { RetryLater } from './retry-later.ts';
import type { Task } from './worker.ts';

const Envelope = z.object({ kind: z.string(), installationId: z.number().int() });

/** GitHub shows a commit a moment after its webhook, so a push that is not there is asked for again. */
const MAY_COME_YET = new Set(['push', 'pull-request']);

/**
 * Runs one job of the queues `github` and `bulk`. When GitHub asks to be left alone, the installation's whole lane
 * waits as long as it says; any other failure is retried by the queue.
 */
export async function runGitHubTask(context: JobContext, task: Task): Promise<void> {
  const { kind, installationId } = Envelope.parse(task.data);
  const found = GITHUB_TASKS.get(kind);
  if (!found) throw new RekeyError('UNKNOWN_JOB', 'A job of a newer version: update this process as well.');
  try {
    await found.run(context, task);
  } catch (error) {
    const wait = rateLimitWait(error);
    if (wait !== undefined) throw new RetryLater(wait, { pausesLane: true, cause: error });
    if (isGitHubError(error) && error.status === 404 && !MAY_COME_YET.has(kind)) {
      // The repository or the installation is gone; there is nobody left to tell.
      context.log.warn({ kind, installation: installationId }, 'what a job is about is gone');
      return;
    }
    throw error;
  }
}
