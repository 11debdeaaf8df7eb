import { z } from 'zod';
import type { NewJob } from '../queue.ts';

/** Go on with the histories of an installation; which ones, and how far they are, is in the table `backfills`. */
export const BackfillTask = z.object({ kind: z.literal('backfill'), installationId: z.number().int() });
export type BackfillTask = z.infer<typeof BackfillTask>;

/**
 * The job of an installation's histories. Its lane is not that of the installation's other long jobs: the logs of a run
 * that has just leaked something must not wait for years of history.
 */
export function backfillJob(installationId: number, afterSeconds = 0): NewJob {
  const data: BackfillTask = { kind: 'backfill', installationId };
  return {
    queue: 'bulk',
    lane: `history-${installationId}`,
    data,
    ...(afterSeconds > 0 ? { afterSeconds } : {}),
  };
}
