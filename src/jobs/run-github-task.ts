import { isGitHubError, rateLimitWait } from '../github/retry-after.ts';
import type { JobContext } from './context.ts';
import { reportCheck } from './report-check.ts';
import { reportIssue } from './report-issue.ts';
import { RetryLater } from './retry-later.ts';
import { scanPush } from './scan-push.ts';
import { GitHubTask } from './tasks.ts';
import type { Task } from './worker.ts';
import { updateRepository } from './update-repository.ts';

function dispatch(context: JobContext, task: GitHubTask, retryCount: number): Promise<void> {
  switch (task.kind) {
    case 'push':
      return scanPush(context, task, retryCount);
    case 'repository':
      return updateRepository(context, task);
    case 'report-check':
      return reportCheck(context, task);
    case 'report-issue':
      return reportIssue(context, task);
  }
}

/**
 * Runs one job of the `github` queue. When GitHub asks to be left alone, the installation's whole lane waits as
 * long as it says; any other failure is retried by the queue.
 */
export async function runGitHubTask(context: JobContext, { data, retryCount }: Task): Promise<void> {
  const task = GitHubTask.parse(data);
  try {
    await dispatch(context, task, retryCount);
  } catch (error) {
    const wait = rateLimitWait(error);
    if (wait !== undefined) throw new RetryLater(wait, { pausesLane: true, cause: error });
    if (isGitHubError(error) && error.status === 404 && task.kind !== 'push') {
      // The repository or the installation is gone; there is nobody left to tell.
      context.log.warn(
        { kind: task.kind, installation: task.installationId },
        'the place of a report is gone',
      );
      return;
    }
    throw error;
  }
}
