import { z } from 'zod';
import type { Queue } from './queue.ts';
import { QUEUE_NAMES } from './queues.ts';

const Rows = z.array(z.object({ id: z.string() }));

/**
 * Gives the jobs that a killed process was running back to the queue. Only for the embedded database, which no other
 * process can be using; on PostgreSQL another worker takes over when the heartbeat stops.
 */
export async function recoverJobs(queue: Queue): Promise<void> {
  for (const name of QUEUE_NAMES) {
    const { rows } = await queue.boss
      .getDb()
      .executeSql(`select id from pgboss.job where name = $1 and state = 'active'`, [name]);
    const ids = Rows.parse(rows).map((row) => row.id);
    if (ids.length > 0) await queue.boss.fail(name, ids);
  }
}
