import type { Metrics } from '../../base/metrics.ts';
import type { Queue } from './queue.ts';
import { QUEUE_NAMES } from './queues.ts';

/** `due` could run now or runs; `later` waits for its time: a limit of GitHub's, the next look, the next try. */
const COUNT = `
  select name, (state = 'active' or start_after <= now()) as due, count(*)::int as n
  from pgboss.job where name = any($1::text[]) and state in ('created', 'retry', 'active') group by 1, 2`;

/** Counts the jobs of each queue into the metrics. */
export async function countJobs(queue: Queue, metrics: Metrics): Promise<void> {
  const { rows } = (await queue.boss.getDb().executeSql(COUNT, [[...QUEUE_NAMES]])) as {
    rows: readonly { name: string; due: boolean; n: number }[];
  };
  for (const name of QUEUE_NAMES)
    for (const state of ['due', 'later'] as const)
      metrics.jobsWaiting.set(
        { queue: name, state },
        rows.find((row) => row.name === name && row.due === (state === 'due'))?.n ?? 0,
      );
}
