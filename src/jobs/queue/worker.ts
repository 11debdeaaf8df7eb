import type { Job } from 'pg-boss';
import type { Logger } from 'pino';
import { Pauses } from '../../github/pauses.ts';
import type { Queue } from './queue.ts';
import { HEARTBEAT_SECONDS, type QueueName } from './queues.ts';
import { RetryLater } from './retry-later.ts';

/** A job as its handler sees it. */
export interface Task {
  readonly id: string;
  readonly data: object;
  /** 0 on the first try; more means that an earlier try may have done part of the work. */
  readonly retryCount: number;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
}

export type Handler = (task: Task) => Promise<void>;

/** How often a worker looks for jobs that another process made, or whose time has come. */
const POLL_MS = 500;

export interface WorkerOptions {
  /** Jobs at work at the same time. */
  readonly concurrency: number;
  /** What ends or arrives within so many milliseconds is written and fetched together. */
  readonly gatherMs: number;
  /** Shared by the queues whose lanes are the same installations; default: its own. */
  readonly pauses?: Pauses;
  readonly log: Logger;
}

/** Takes jobs of one queue and runs them. */
export interface Worker {
  /** Waits for the running jobs and takes no more. */
  stop(): Promise<void>;
}

/**
 * Runs jobs of one queue: at most `concurrency` at once and one per lane. pg-boss keeps the jobs; this loop replaces
 * its `work()`, whose batches wait for their slowest job and whose single polls cost two statements a job.
 */
export function startWorker(queue: Queue, name: QueueName, handler: Handler, options: WorkerOptions): Worker {
  const { boss } = queue;
  const { log, concurrency, gatherMs, pauses = new Pauses() } = options;
  const running = new Map<string, { readonly lane: string; readonly done: Promise<void> }>();
  let settled: { id: string; retryCount: number }[] = [];
  let settling: Promise<void> | undefined;
  let stopped = false;
  const stopping = new AbortController();
  let fetching = false;
  let again = false;
  let pending: NodeJS.Timeout | undefined;
  let fetched: Promise<void> = Promise.resolve();

  const settle = (): Promise<void> => {
    settling ??= new Promise((done) => {
      setTimeout(() => {
        const batch = settled;
        settled = [];
        settling = undefined;
        boss
          .complete(name, batch)
          .catch((err: unknown) =>
            log.error({ err, queue: name }, 'jobs could not be completed; they will run again'),
          )
          .finally(done);
      }, gatherMs);
    });
    return settling;
  };

  const fail = async (job: Job, lane: string, error: unknown): Promise<void> => {
    const attempt = { id: job.id, retryCount: job.retryCount };
    if (!(error instanceof RetryLater)) {
      await boss.fail(name, attempt);
      log.error({ err: error, queue: name, job: job.id, attempt: job.retryCount + 1 }, 'job failed');
      return;
    }
    const { afterMs, cause: err } = error;
    const entry = { queue: name, job: job.id, afterMs, ...(err === undefined ? {} : { err }) };
    if (error.pausesLane) pauses.pause(lane, Date.now() + afterMs);
    if (!error.counts) {
      await queue.postpone(name, attempt, afterMs);
      return log.debug(entry, 'job waits');
    }
    await boss.fail(name, attempt);
    await boss.update(name, undefined, { id: job.id, startAfter: new Date(Date.now() + afterMs) });
    log.warn(entry, 'job will be tried again');
  };

  const run = async (job: Job, lane: string): Promise<void> => {
    try {
      await handler({
        id: job.id,
        data: job.data,
        retryCount: job.retryCount,
        signal: stopping.signal,
      });
      settled.push({ id: job.id, retryCount: job.retryCount });
      await settle();
    } catch (error) {
      await fail(job, lane, error).catch((err: unknown) =>
        log.error({ err, queue: name }, 'job could not be failed'),
      );
    } finally {
      running.delete(job.id);
      pump();
    }
  };

  const fetchJobs = async (): Promise<void> => {
    fetching = true;
    again = false;
    const free = concurrency - running.size;
    try {
      const ignoreGroups = [...pauses.paused()];
      const jobs = await boss.fetch<object>(name, {
        batchSize: free,
        groupConcurrency: 1,
        ...(ignoreGroups.length > 0 ? { ignoreGroups } : {}),
      });
      for (const job of jobs) {
        const lane = job.groupId ?? job.id;
        running.set(job.id, { lane, done: run(job, lane) });
      }
      // pg-boss takes the oldest jobs and then one of each lane: behind a long lane there may be others.
      again ||= jobs.length > 0;
    } catch (err) {
      log.error({ err, queue: name }, 'jobs could not be fetched');
    }
    fetching = false;
    if (again) pump();
  };

  /** Fetches soon: what ends or arrives together is answered by one statement. */
  const pump = (): void => {
    if (fetching) again = true;
    if (fetching || pending || stopped || running.size >= concurrency) return;
    pending = setTimeout(() => {
      pending = undefined;
      fetched = fetchJobs();
    }, gatherMs);
  };

  const look = async (): Promise<void> => {
    if (running.size >= concurrency) return;
    try {
      if (await queue.hasDue(name)) pump();
    } catch (err) {
      if (!stopped) log.error({ err, queue: name }, 'jobs could not be looked for');
    }
  };
  const poll = setInterval(() => void look(), POLL_MS);
  const heartbeat = setInterval(
    () => {
      if (running.size > 0)
        boss.touch(name, [...running.keys()]).catch((err: unknown) => log.warn({ err }, 'heartbeat'));
    },
    (HEARTBEAT_SECONDS * 1000) / 3,
  );
  queue.onWake(pump);
  pump();

  return {
    async stop() {
      stopped = true;
      stopping.abort();
      clearInterval(poll);
      clearTimeout(pending);
      // What a fetch under way brings is claimed already, so it is run as well.
      await fetched;
      await Promise.all([...running.values()].map((entry) => entry.done));
      clearInterval(heartbeat);
    },
  };
}
