import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import type { Octokit } from '../../github/types.ts';
import { readAnswer } from '../../sources/github-answer.ts';
import type { BackfillState } from '../../store/backfills-table.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { backfillFolder } from './backfill-folder.ts';
import { changeBackfill, endBackfill, nextBackfill, type Backfill } from './backfill-row.ts';
import { backfillJob, type BackfillTask } from './backfill-task.ts';
import { fetchStep } from './fetch-step.ts';
import { readStep } from './read-step.ts';
import { scanStep } from './scan-step.ts';
import type { Work } from './work.ts';

const Repository = z.object({
  id: z.number().int(),
  name: z.string().min(1).max(200),
  owner: z.object({ login: z.string().min(1).max(200) }),
  private: z.boolean().catch(false),
  default_branch: z.string().max(500).catch(''),
  /** In KB. */
  size: z.number().catch(0),
});

const MAX_ATTEMPTS = 5;
const FIRST_WAIT_MS = 2000;
const KB = 1000;

const STEPS: Partial<Record<BackfillState, (work: Work) => Promise<void>>> = {
  waiting: fetchStep,
  // It was broken off: what is on the disk is of no use.
  fetching: fetchStep,
  scanning: scanStep,
  reading: readStep,
};

/** What ends a history, and what is said of it. */
const ENDS: Readonly<Record<string, readonly [state: 'gone' | 'too_large', sentence: string]>> = {
  REPOSITORY_GONE: ['gone', 'The repository does not exist any more, or the App may not read it.'],
  TOO_LARGE: [
    'too_large',
    'It is larger than BACKFILL_MAX_MB. Set that higher, where there is room, and ask again.',
  ],
};

/** What another try may mend. */
const TROUBLES: Readonly<Record<string, string>> = {
  FETCH_FAILED: 'GitHub did not give the repository.',
  FETCH_TOO_SLOW: 'Fetching the repository took longer than twelve minutes.',
  DISK_FULL: 'There is no room left in DATA_DIR.',
  GIT_MISSING: 'git cannot be started on the machine of the server: install it, or put it on the PATH.',
  GIT_FAILED: 'git cannot read what it fetched.',
};

function isGoneAnswer(error: unknown): boolean {
  return isGitHubError(error) && (error.status === 404 || error.status === 451);
}

async function openWork(
  context: JobContext,
  octokit: Octokit,
  row: Backfill,
  { signal }: Try,
  until: number,
): Promise<Work> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner: row.owner, repo: row.name });
  const {
    id,
    name,
    owner,
    private: isPrivate,
    default_branch: defaultBranch,
    size,
  } = readAnswer(Repository, data);
  // Another repository has its name now.
  if (id !== row.repository_id) throw new RekeyError('REPOSITORY_GONE', 'The repository is gone.');
  return {
    context,
    row,
    octokit,
    repository: { id, owner: owner.login, name, private: isPrivate, defaultBranch },
    size: size * KB,
    folder: backfillFolder(context, row.repository_id),
    stop: signal,
    isOver: () => signal.aborted || Date.now() >= until,
  };
}

/** Another try later, from the beginning of the fetch; what was read stays read. */
async function retry(context: JobContext, row: Backfill, code: string): Promise<void> {
  const attempts = row.attempts + 1;
  if (attempts >= MAX_ATTEMPTS)
    return endBackfill(context.db, row, 'failed', TROUBLES[code] ?? 'It failed: see the log.');
  // Commits that are gone are not asked for again.
  const anew = code === 'TIP_GONE' ? { heads: null, others: null, total: null, done: 0 } : {};
  const next_at = new Date(Date.now() + FIRST_WAIT_MS * 4 ** row.attempts);
  const state = row.state === 'reading' ? row.state : 'waiting';
  await changeBackfill(context.db, row, { ...anew, state, attempts, next_at });
}

async function settle(context: JobContext, row: Backfill, error: unknown): Promise<void> {
  const { db, log } = context;
  const code = error instanceof RekeyError ? error.code : '';
  if (code === 'BACKFILL_LOST') return;
  // It may have got on before it failed.
  const now = await db
    .selectFrom('backfills')
    .selectAll()
    .where('repository_id', '=', row.repository_id)
    .where('installation_id', '=', row.installation_id)
    .executeTakeFirst();
  if (!now) return;
  backfillFolder(context, row.repository_id).remove();
  const [state, sentence] = ENDS[isGoneAnswer(error) ? 'REPOSITORY_GONE' : code] ?? [];
  if (state !== undefined) return endBackfill(db, now, state, sentence);
  // A folder that is not here is fetched again: another machine had it, or a person removed it.
  if (code === 'NOT_HERE') return changeBackfill(db, now, { state: 'waiting' });
  log.warn(
    { err: error, repository: row.repository_id, attempt: now.attempts + 1 },
    'a history could not be read',
  );
  await retry(context, now, code);
}

async function workOn(context: JobContext, row: Backfill, attempt: Try, until: number): Promise<void> {
  try {
    const octokit = await context.github.forInstallation(row.installation_id);
    const work = await openWork(context, octokit, row, attempt, until);
    await STEPS[row.state]?.(work);
  } catch (error) {
    if (attempt.signal.aborted) return;
    // The whole installation waits, and this with it.
    if (rateLimitWait(error) !== undefined) throw error;
    await settle(context, row, error);
  }
}

/**
 * Goes on with the histories of an installation, one repository after the other, for as long as a slice takes; then the
 * rest is put on the queue again, behind those of other installations.
 */
export async function runBackfill(context: JobContext, task: BackfillTask, attempt: Try): Promise<void> {
  const { db, queue, backfill } = context;
  const { installationId } = task;
  const until = Date.now() + backfill.sliceMs;
  let afterSeconds = 0;
  while (!attempt.signal.aborted && Date.now() < until) {
    const { row, waitMs } = await nextBackfill(db, installationId);
    if (!row && waitMs === undefined) return;
    if (row) await workOn(context, row, attempt, until);
    else {
      afterSeconds = Math.ceil((waitMs ?? 0) / 1000);
      break;
    }
  }
  await db.transaction().execute((trx) => queue.send(trx, [backfillJob(installationId, afterSeconds)]));
  queue.wake();
}
