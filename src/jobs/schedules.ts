import type { JobContext } from './context.ts';
import { pruneDeliveries } from './prune-deliveries.ts';

/** Something that happens again and again, in one process of all that share the database. */
export interface Periodic {
  readonly name: string;
  readonly everySeconds: number;
  /** Short: what takes long is put on the queue. */
  run(context: JobContext): Promise<void>;
}

/** What happens again and again. */
const PERIODIC: readonly Periodic[] = [
  { name: 'prune-deliveries', everySeconds: 3600, run: ({ db }) => pruneDeliveries(db) },
];

/** How often a process looks whether something is due. */
const LOOK_EVERY_MS = 2000;

/** True for the one process that shall run it now: it moves the time forward in the same statement that looks. */
async function isDue({ db }: JobContext, { name, everySeconds }: Periodic, now: Date): Promise<boolean> {
  const next_at = new Date(now.getTime() + everySeconds * 1000);
  const row = await db
    .insertInto('schedules')
    .values({ name, next_at })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ next_at }).where('schedules.next_at', '<=', now),
    )
    .returning('name')
    .executeTakeFirst();
  return row !== undefined;
}

/** Runs what is due; a failure is logged, and its next time comes all the same. */
export async function runDue(context: JobContext, periodic: readonly Periodic[] = PERIODIC): Promise<void> {
  const now = new Date();
  for (const one of periodic) {
    try {
      if (await isDue(context, one, now)) await one.run(context);
    } catch (err) {
      context.log.warn({ err, task: one.name }, 'a periodic task failed');
    }
  }
}

/** Looks every two seconds, from the start on. */
export function startSchedules(context: JobContext): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const look = () => {
    running ??= runDue(context).finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
