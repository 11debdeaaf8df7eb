import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { LimitReached } from '../github/limit-reached.ts';
import { isGitHubError, rateLimitWait } from '../github/retry-after.ts';
import type { JobContext } from './context.ts';
import { GITHUB_TASKS } from './github-tasks.ts';
import { RetryLater } from './retry-later.ts';
import type { Task } from './worker.ts';

const Envelope = z.object({ kind: z.string(), installationId: z.number().int() });

/** GitHub shows a commit a moment after its webhook, so a push that is not there is asked for again. */
const MAY_COME_YET = new Set(['push', 'pull-request', 'merge-group']);

/** How often, and how far apart. */
const TRIES_FOR_MISSING = 3;
const RETRY_MISSING_MS = 2000;

/** What can wait: when few requests are left, they belong to pushes, which nobody can read for us later. */
const CAN_WAIT = new Set([
  'sweep-variables',
  'scan-log',
  'scan-artifacts',
  'backfill',
  'list-alerts',
  'reconcile',
  'refresh-repositories',
]);

/** What a failure calls for instead of a plain retry, if anything. */
function waitFor(error: unknown, kind: string, retryCount: number): RetryLater | undefined {
  if (error instanceof LimitReached)
    return new RetryLater(error.waitMs, { pausesLane: error.forAll, counts: false });
  const asked = rateLimitWait(error);
  if (asked !== undefined) return new RetryLater(asked, { pausesLane: true, counts: false, cause: error });
  const isMissing = isGitHubError(error) && error.status === 404 && MAY_COME_YET.has(kind);
  return isMissing && retryCount < TRIES_FOR_MISSING
    ? new RetryLater(RETRY_MISSING_MS, { pausesLane: false, cause: error })
    : undefined;
}

/**
 * Runs one job of the queues `github` and `bulk`. When GitHub asks to be left alone, the installation's lanes wait as
 * long as it says; any other failure is retried by the queue.
 */
export async function runGitHubTask(context: JobContext, task: Task): Promise<void> {
  const { kind, installationId } = Envelope.parse(task.data);
  const found = GITHUB_TASKS.get(kind);
  if (!found) throw new RekeyError('UNKNOWN_JOB', 'A job of a newer version: update this process as well.');
  const lowFor = CAN_WAIT.has(kind) ? context.github.quota.lowFor(installationId) : 0;
  if (lowFor > 0) throw new RetryLater(lowFor, { pausesLane: false, counts: false });
  try {
    await found.run(context, task);
  } catch (error) {
    const later = waitFor(error, kind, task.retryCount);
    if (later) throw later;
    if (isGitHubError(error) && error.status === 404) {
      // The repository or the installation is gone; there is nobody left to tell.
      context.log.warn({ kind, installation: installationId }, 'what a job is about is gone');
      return;
    }
    throw error;
  }
}
