import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import { LimitReached } from '../../github/limit-reached.ts';
import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import type { JobContext } from './context.ts';
import type { TaskKind } from './github-task.ts';
import { GITHUB_TASKS } from './github-tasks.ts';
import { restWhileSuspended } from '../installations/installation-gate.ts';
import { underPresentName } from '../installations/present-name.ts';
import { RetryLater } from './retry-later.ts';
import type { Task } from './worker.ts';

const Envelope = z.object({ kind: z.string(), installationId: z.number().int() });

/** GitHub shows a commit a moment after its webhook, so a push that is not there is asked for again. */
const MAY_COME_YET = new Set(['push', 'pull-request', 'merge-group', 'read-alert']);

/** How often, and how far apart. */
const TRIES_FOR_MISSING = 3;
const RETRY_MISSING_MS = 2000;

/** They find out what an installation is, so they run whatever it was. */
const ABOUT_INSTALLATIONS = new Set(['installation', 'list-installations', 'redeliver']);

/** What can wait: when few requests are left, they belong to pushes, which nobody can read for us later. */
const CAN_WAIT = new Set([
  'sweep-variables',
  'read-variables',
  'scan-log',
  'scan-artifacts',
  'backfill',
  'ask-backfills',
  'list-alerts',
  'reconcile',
  'fix-branch',
  'suggest-fixes',
  'remind',
  'first-contact',
  'weekly-summary',
  'check-register',
  'hygiene-issue',
  'register-repository',
  'register-organisation',
]);

/** GitHub takes neither checks nor issues in a repository that was archived, whoever asks. */
const READ_ONLY = /archived so is read-only/;
const SUSPENDED = /installation has been suspended/i;

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

/** Why nothing is left to do, when that is what an error says. */
function endOf(error: unknown): string | undefined {
  if (!isGitHubError(error)) return undefined;
  if (error.status === 404) return 'what a job is about is gone';
  return error.status === 403 && READ_ONLY.test(error.message)
    ? 'a repository was archived and takes no reports; the dashboard has them'
    : undefined;
}

/** A webhook told of the suspension too late, or never. */
async function noteSuspension({ db, gate }: JobContext, id: number): Promise<void> {
  await db
    .insertInto('installations')
    .values({ id, owner: '', owner_type: '', suspended_at: new Date() })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ suspended_at: new Date() }))
    .execute();
  await gate.refresh(db);
}

/** Runs a job; one that was tried before under the name that its repository has by now, which may be why it failed. */
async function runWithName(context: JobContext, found: TaskKind, task: Task): Promise<void> {
  const data = task.retryCount > 0 ? await underPresentName(context.db, task.data) : undefined;
  try {
    await found.run(context, data === undefined ? task : { ...task, data });
  } catch (error) {
    if (!isGitHubError(error) || (error.status !== 404 && error.status !== 422)) throw error;
    const renamed = data === undefined ? await underPresentName(context.db, task.data) : undefined;
    if (!renamed) throw error;
    await found.run(context, { ...task, data: renamed });
  }
}

/**
 * Runs one job of the queues `github` and `bulk`. When GitHub asks to be left alone, the installation's lanes wait as
 * long as it says; so do they while it is suspended. What is gone ends quietly; any other failure is retried by the queue.
 */
export async function runGitHubTask(context: JobContext, task: Task): Promise<void> {
  const { kind, installationId } = Envelope.parse(task.data);
  const found = GITHUB_TASKS.get(kind);
  if (!found) throw new RekeyError('UNKNOWN_JOB', 'A job of a newer version: update this process as well.');
  const closed = ABOUT_INSTALLATIONS.has(kind) ? undefined : context.gate.stateOf(installationId);
  if (closed === 'deleted') return;
  if (closed === 'suspended') throw restWhileSuspended();
  const lowFor = CAN_WAIT.has(kind) ? context.github.quota.lowFor(installationId) : 0;
  if (lowFor > 0) throw new RetryLater(lowFor, { pausesLane: false, counts: false });
  try {
    await runWithName(context, found, task);
  } catch (error) {
    if (isGitHubError(error) && error.status === 403 && SUSPENDED.test(error.message)) {
      await noteSuspension(context, installationId);
      throw restWhileSuspended();
    }
    const later = waitFor(error, kind, task.retryCount);
    if (later) throw later;
    const end = endOf(error);
    if (end === undefined) throw error;
    context.log.warn({ kind, installation: installationId }, end);
  }
}
