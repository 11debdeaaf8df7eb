import type { Queue } from '../jobs/queue.ts';
import type { QueueName } from '../jobs/queues.ts';
import type { Database } from '../store/database.ts';

/** A webhook as it is kept: no payload, which may hold anything a person ever typed. */
export interface Delivery {
  /** `X-GitHub-Delivery`: the same when GitHub delivers again. */
  readonly id: string;
  readonly event: string;
  readonly action?: string;
  readonly installationId?: number;
}

/** A job that a webhook calls for. */
export interface NewJob {
  readonly queue: QueueName;
  readonly lane: string;
  readonly data: object;
}

/**
 * Keeps the delivery and its jobs in one transaction. A delivery that is already there brings no second job.
 *
 * @returns false for a replay
 */
export async function storeDelivery(
  db: Database,
  queue: Queue,
  delivery: Delivery,
  jobs: readonly NewJob[],
): Promise<boolean> {
  const isNew = await db.transaction().execute(async (trx) => {
    const row = await trx
      .insertInto('deliveries')
      .values({
        id: delivery.id,
        event: delivery.event,
        action: delivery.action ?? null,
        installation_id: delivery.installationId ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!row) return false;
    for (const job of jobs) await queue.send(trx, job.queue, job.lane, job.data);
    return true;
  });
  if (isNew && jobs.length > 0) queue.wake();
  return isNew;
}
