import type { Octokit } from '../../github/types.ts';
import type { Policy } from '../../policy/policy.ts';
import { RUN_LOG_WORDS } from '../../respond/words/run-logs.ts';
import { readRunLog, type LogReading } from '../../sources/run-log.ts';
import { MAX_FINDINGS } from '../../sources/run-limits.ts';
import type { LogTask } from '../../sources/run-task.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { noteGap } from '../installations/note-gap.ts';
import { crowdOfRun } from './crowd-of-run.ts';
import { observeRun } from './observe-run.ts';
import { policyFor } from '../judge/policies.ts';
import type { NewJob } from '../queue/queue.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** A log may be there a moment after its run ended, or break off once; what is wrong after that stays wrong. */
const TRIES = { missing: 1, broken: 2 } as const;
const RETRY_MS = 3000;

/** A job about the same run. */
function jobOfRun(task: Omit<LogTask, 'kind'>, kind: 'scan-artifacts' | 'delete-log'): NewJob {
  const { installationId } = task;
  const queue = kind === 'delete-log' ? 'github' : 'bulk';
  return { queue, lane: String(installationId), data: { ...task, kind } };
}

async function act(
  context: JobContext,
  task: LogTask,
  reading: Extract<LogReading, { outcome: 'open' }>,
  policy: Policy,
  { retryCount, signal }: Try,
): Promise<void> {
  const { keys, queue } = context;
  const { installationId, head: headSha } = task;
  const { repository } = reading;
  const look = {
    keys,
    policy,
    signal,
    surface: 'run-log',
    author: task.author,
    crowd: () => crowdOfRun(context, task),
  };
  const { seen, isCut } = await observeRun(reading.pieces, look);
  const readsAgain = reading.mayPass() && retryCount < TRIES.broken;
  const cut = isCut ? [RUN_LOG_WORDS.firstOnly(MAX_FINDINGS, task.run)] : [];
  const notes = readsAgain ? [] : [...reading.notes(), ...cut];
  // To observe is to change nothing. The job is made together with those that revoke.
  const deletes = policy.logs === 'delete' && policy.mode === 'enforce' && seen.length > 0 && !readsAgain;
  if (seen.length + notes.length > 0)
    await actOnFindings(context, {
      installationId,
      repository,
      seen,
      check: { installationId, headSha, mode: policy.mode, notes },
      ...(deletes
        ? { keep: (trx) => queue.send(trx, [jobOfRun({ ...task, repository }, 'delete-log')]) }
        : {}),
    });
  if (readsAgain) throw new RetryLater(RETRY_MS, { pausesLane: false });
}

async function open(
  octokit: Octokit,
  context: JobContext,
  task: LogTask,
  signal: AbortSignal,
): Promise<LogReading> {
  try {
    return await readRunLog(octokit, task, signal);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    await noteGap(context, task.installationId, 'actions');
    return { outcome: 'expired' };
  }
}

/**
 * Reads the log of a workflow run that ended, which shows whatever its steps printed, variables among it. A clean log
 * costs one request and says nothing; a log that is gone, or expired, ends quietly.
 */
export async function scanLog(context: JobContext, task: LogTask, attempt: Try): Promise<void> {
  const { db, github, queue } = context;
  const { installationId, repository } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const octokit = await github.forInstallation(installationId);
  const reading = await open(octokit, context, task, attempt.signal);
  if (reading.outcome === 'missing' && attempt.retryCount < TRIES.missing)
    throw new RetryLater(RETRY_MS, { pausesLane: false });
  if (reading.outcome === 'open') await act(context, task, reading, policy, attempt);
  if (policy.artifacts !== 'scan') return;
  await db.transaction().execute((trx) => queue.send(trx, [jobOfRun(task, 'scan-artifacts')]));
  queue.wake();
}
