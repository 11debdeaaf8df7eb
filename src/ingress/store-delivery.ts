import { gather } from '../base/gather.ts';
import type { NewJob, Queue } from '../jobs/queue/queue.ts';
import type { Database } from '../store/database.ts';
import { currentTraceparent } from '../telemetry/traceparent.ts';

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

/** What arrives within this time is stored together. */
const GATHER_MS = 8;

interface Arrival {
  readonly delivery: Delivery;
  readonly jobs: readonly NewJob[];
}

async function storeAll(
  db: Database,
  queue: Queue,
  arrivals: readonly Arrival[],
): Promise<readonly boolean[]> {
  // A delivery may be twice among them; the first counts.
  const first = new Map(arrivals.toReversed().map((arrival) => [arrival.delivery.id, arrival]));
  const stored = await db.transaction().execute(async (trx) => {
    const rows = await trx
      .insertInto('deliveries')
      .values(
        [...first.values()].map(({ delivery }) => ({
          id: delivery.id,
          event: delivery.event,
          action: delivery.action ?? null,
          installation_id: delivery.installationId ?? null,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    const isNew = new Set(rows.map(({ id }) => first.get(id)));
    await queue.send(
      trx,
      arrivals.filter((arrival) => isNew.has(arrival)).flatMap(({ jobs }) => jobs),
    );
    return isNew;
  });
  if (stored.size > 0) queue.wake();
  return arrivals.map((arrival) => stored.has(arrival));
}

/** Makes the function that keeps deliveries, each with its jobs in one transaction; see {@link gather}. */
export function createDeliveryStore(db: Database, queue: Queue): StoreDelivery {
  const store = gather((arrivals: readonly Arrival[]) => storeAll(db, queue, arrivals), {
    waitMs: GATHER_MS,
  });
  return (delivery, jobs) => {
    // Here, since what is stored together has come in several traces.
    const traceparent = currentTraceparent();
    return store({
      delivery,
      jobs: traceparent === undefined ? jobs : jobs.map((job) => ({ ...job, traceparent })),
    });
  };
}
