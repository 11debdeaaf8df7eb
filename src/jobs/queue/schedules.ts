import { pruneCleanCommits } from '../../inventory/clean-commits.ts';
import { keepIncidentDays } from '../../inventory/incident-days.ts';
import { anchorAudit, sealAudit } from '../audit/seal-audit.ts';
import { wakeBackfills } from '../backfill/wake-backfills.ts';
import { watchPauses } from '../breaker/watch-pauses.ts';
import { endAcceptedRisks } from '../decide/end-risks.ts';
import { watchWaits } from '../escalate/watch-waits.ts';
import { askForLooks, endExceptions } from '../governance/ask-for-looks.ts';
import type { Intervals, JobContext } from './context.ts';
import { askForReconcile, askForRedelivery } from '../missed/look-jobs.ts';
import { mirrorQuotas } from './mirror-quotas.ts';
import { pruneDeliveries } from './prune-deliveries.ts';
import { wakeRegisters } from '../register/wake-registers.ts';
import { askForSummaries } from '../summary/ask-for-summaries.ts';
import { tidyTables } from './tidy-tables.ts';
import { sweepAllVariables } from '../variables/sweep-variables.ts';

/** Something that happens again and again, in one process of all that share the database. */
export interface Periodic {
  readonly name: string;
  /** A number, or one that the operator sets. */
  readonly everySeconds: number | keyof Intervals | ((intervals: Intervals) => number);
  /** True: not at the very first start, when nothing can have been missed. */
  readonly startsLater?: boolean;
  /** Only where no other process uses the database. */
  readonly onlyAlone?: true;
  /** Short: what takes long is put on the queue. */
  run(context: JobContext): Promise<void>;
}

/** What happens again and again. */
const PERIODIC: readonly Periodic[] = [
  { name: 'seal-audit', everySeconds: 3, run: sealAudit },
  { name: 'anchor-audit', everySeconds: 86_400, startsLater: true, run: anchorAudit },
  { name: 'wake-backfills', everySeconds: 60, run: wakeBackfills },
  { name: 'watch-pauses', everySeconds: 30, run: watchPauses },
  { name: 'watch-waits', everySeconds: 10, run: watchWaits },
  { name: 'summaries', everySeconds: 3600, run: askForSummaries },
  { name: 'end-accepted-risks', everySeconds: 60, run: endAcceptedRisks },
  { name: 'redeliver', everySeconds: 'reconcileSeconds', startsLater: true, run: askForRedelivery },
  { name: 'reconcile', everySeconds: 'reconcileSeconds', startsLater: true, run: askForReconcile },
  // A push is in the register after a minute, when everything else is read once a day.
  { name: 'registers', everySeconds: (intervals) => intervals.registerSeconds / 1440, run: wakeRegisters },
  { name: 'looks', everySeconds: (intervals) => intervals.registerSeconds / 1440, run: askForLooks },
  { name: 'end-exceptions', everySeconds: 60, run: endExceptions },
  { name: 'prune-deliveries', everySeconds: 3600, run: ({ db }) => pruneDeliveries(db) },
  { name: 'keep-incident-days', everySeconds: 3600, run: ({ db }) => keepIncidentDays(db, new Date()) },
  { name: 'prune-clean-commits', everySeconds: 86_400, run: ({ db }) => pruneCleanCommits(db) },
  {
    name: 'tidy-tables',
    everySeconds: 86_400,
    startsLater: true,
    onlyAlone: true,
    run: ({ db }) => tidyTables(db),
  },
  { name: 'sweep-variables', everySeconds: 'sweepSeconds', startsLater: true, run: sweepAllVariables },
];

/** How often a process looks whether something is due. */
const LOOK_EVERY_MS = 2000;

function secondsOf(every: Periodic['everySeconds'], intervals: Intervals): number {
  if (typeof every === 'function') return every(intervals);
  return typeof every === 'number' ? every : intervals[every];
}

/** True for the one process that shall run it now: it moves the time forward in the same statement that looks. */
async function isDue(
  { db, intervals }: JobContext,
  { name, everySeconds, startsLater = false }: Periodic,
  now: Date,
): Promise<boolean> {
  const seconds = secondsOf(everySeconds, intervals);
  const next_at = new Date(now.getTime() + seconds * 1000);
  if (startsLater)
    await db
      .insertInto('schedules')
      .values({ name, next_at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
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
async function runDue(context: JobContext, periodic: readonly Periodic[]): Promise<void> {
  const now = new Date();
  for (const one of periodic) {
    try {
      if (await isDue(context, one, now)) await one.run(context);
    } catch (err) {
      context.log.warn({ err, task: one.name }, 'a periodic task failed');
    }
  }
}

/**
 * Looks every two seconds, from the start on; each process also tells the others what GitHub's limits leave.
 *
 * @param options.alone no other process uses the database
 */
export function startSchedules(
  context: JobContext,
  options: { readonly alone: boolean },
): { stop(): Promise<void> } {
  const mirror = () =>
    Promise.all([
      mirrorQuotas(context.db, context.github.quota, options),
      context.gate.refresh(context.db),
    ]).catch((err: unknown) =>
      context.log.warn({ err }, 'what other processes know of GitHub could not be read'),
    );
  const periodic = PERIODIC.filter(({ onlyAlone = false }) => options.alone || !onlyAlone);
  let running: Promise<void> | undefined;
  const look = () => {
    running ??= Promise.all([runDue(context, periodic), mirror()])
      .then(() => undefined)
      .finally(() => {
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
