import type { Metrics } from '../../base/metrics.ts';
import type { Queue } from './queue.ts';
import { QUEUE_NAMES } from './queues.ts';

/** `due` could run now or runs; `later` waits for its time: a limit of GitHub's, the next look, the next try. */
const COUNT = `
  select name, (state = 'active' or start_after <= now()) as due, count(*)::int as n,
    coalesce(max(extract(epoch from now() - greatest(start_after, created_on)))
      filter (where state <> 'active' and start_after <= now()), 0)::float8 as oldest
  from pgboss.job where name = any($1::text[]) and state in ('created', 'retry', 'active') group by 1, 2`;

interface Row {
  readonly name: string;
  readonly due: boolean;
  readonly n: number;
  readonly oldest: number;
}

/** Counts the jobs of each queue into the metrics, with the seconds for which the oldest that could run has waited. */
export async function countJobs(queue: Queue, metrics: Metrics): Promise<void> {
  const { rows } = (await queue.boss.getDb().executeSql(COUNT, [[...QUEUE_NAMES]])) as {
    rows: readonly Row[];
  };
  for (const name of QUEUE_NAMES) {
    const find = (due: boolean) => rows.find((row) => row.name === name && row.due === due);
    metrics.jobsWaiting.set({ queue: name, state: 'due' }, find(true)?.n ?? 0);
    metrics.jobsWaiting.set({ queue: name, state: 'later' }, find(false)?.n ?? 0);
    metrics.jobsOldest.set({ queue: name }, find(true)?.oldest ?? 0);
  }
}
