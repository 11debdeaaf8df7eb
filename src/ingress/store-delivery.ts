import type { NewJob, Queue } from '../jobs/queue.ts';
import type { Database } from '../store/database.ts';

/** A webhook as it is kept: no payload, which may hold anything a person ever typed. */
export interface Delivery {
  /** `X-GitHub-Delivery`: the same when GitHub delivers again. */
  readonly id: string;
  readonly event: string;
  readonly action?: string;
  readonly installationId?: number;
}

/** Stores a delivery and its jobs; resolves to false for a replay, which brings no second job. */
export type StoreDelivery = (delivery: Delivery, jobs: readonly NewJob[]) => Promise<boolean>;

interface Waiting {
  readonly delivery: Delivery;
  readonly jobs: readonly NewJob[];
  readonly done: (isNew: boolean) => void;
  readonly failed: (reason: unknown) => void;
}

/** A transaction takes at most so many deliveries: its statements stay small. */
const MAX_BATCH = 64;

async function storeBatch(
  db: Database,
  queue: Queue,
  batch: readonly Waiting[],
): Promise<ReadonlySet<Waiting>> {
  // A delivery may be twice in one batch; the first of them counts.
  const byId = new Map([...batch].reverse().map((waiting) => [waiting.delivery.id, waiting]));
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .insertInto('deliveries')
      .values(
        [...byId.values()].map(({ delivery }) => ({
          id: delivery.id,
          event: delivery.event,
          action: delivery.action ?? null,
          installation_id: delivery.installationId ?? null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    const stored = new Set(rows.map(({ id }) => byId.get(id)).filter((waiting) => waiting !== undefined));
    await queue.send(
      trx,
      batch.filter((waiting) => stored.has(waiting)).flatMap(({ jobs }) => jobs),
    );
    return stored;
  });
}

/**
 * Makes the function that keeps deliveries: each with its jobs in one transaction, and those that arrive while a
 * transaction runs together in the next one. Under load a statement then serves many webhooks; alone, a webhook waits
 * for nobody. When a batch fails, its deliveries are stored one by one, so that none pays for another.
 */
export function createDeliveryStore(db: Database, queue: Queue): StoreDelivery {
  let waiting: Waiting[] = [];
  let running = false;

  const store = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const stored = await storeBatch(db, queue, batch);
      if (stored.size > 0) queue.wake();
      for (const one of batch) one.done(stored.has(one));
    } catch (error) {
      if (batch.length > 1) for (const one of batch) await store([one]);
      else for (const one of batch) one.failed(error);
    }
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH);
      waiting = waiting.slice(MAX_BATCH);
      await store(batch);
    }
    running = false;
  };

  return (delivery, jobs) =>
    new Promise((done, failed) => {
      waiting.push({ delivery, jobs, done, failed });
      void run();
    });
}
