import type { ReadThreadTask } from '../../sources/thread-task.ts';
import { listThreads, THREAD_LISTS, type ListedThread } from '../../sources/threads/list-threads.ts';
import type { NewJob } from '../queue/queue.ts';
import { changeBackfill, endBackfill, type Backfill } from './backfill-row.ts';
import type { Work } from './work.ts';

/** A hundred thousand texts of a kind; GitHub gives no list without an end. */
const MAX_PAGES = 1000;

/** Each text that holds something is read again by a job of its own, as if its webhook had just come. */
function toJob({ row, repository }: Work, listed: ListedThread): NewJob {
  const data: ReadThreadTask = {
    kind: 'read-thread',
    installationId: row.installation_id,
    repository,
    ...listed,
  };
  return { queue: 'github', lane: String(row.installation_id), data };
}

/** Keeps how far it is together with the jobs that this page calls for. */
async function keep(
  work: Work,
  row: Backfill,
  to: Partial<Backfill>,
  jobs: readonly NewJob[],
): Promise<Backfill> {
  const { db, queue } = work.context;
  await db.transaction().execute(async (trx) => {
    await changeBackfill(trx, row, to);
    await queue.send(trx, jobs);
  });
  queue.wake();
  return { ...row, ...to };
}

/** Reads what people wrote beside the files, page by page, and ends the history. */
export async function readStep(work: Work): Promise<void> {
  const { octokit, repository } = work;
  let { row } = work;
  for (let list = THREAD_LISTS[row.list]; list && !work.isOver(); list = THREAD_LISTS[row.list]) {
    const { threads, isLast } = await listThreads(octokit, repository, list, row.page);
    const isEnd = isLast || row.page >= MAX_PAGES;
    const next = isEnd ? { list: row.list + 1, page: 1 } : { page: row.page + 1 };
    row = await keep(
      work,
      row,
      next,
      threads.map((one) => toJob(work, one)),
    );
  }
  if (row.list < THREAD_LISTS.length) return;
  await endBackfill(work.context.db, row, 'done');
  work.folder.remove();
}
