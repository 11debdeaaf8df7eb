import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Go on with the histories of an installation; which ones, and how far they are, is in the table `backfills`. */
export const BackfillTask = z.object({ kind: z.literal('backfill'), installationId: z.number().int() });
export type BackfillTask = z.infer<typeof BackfillTask>;

/** Ask for the history of a repository that an installation got, or of all that it can read. */
export const AskBackfillsTask = z.object({
  kind: z.literal('ask-backfills'),
  installationId: z.number().int(),
  repository: z
    .object({ id: z.number().int(), owner: z.string().max(200), name: z.string().max(200) })
    .optional(),
});
export type AskBackfillsTask = z.infer<typeof AskBackfillsTask>;

/** The job that asks for histories by itself: after an installation, and for each repository that it gets later. */
export function askBackfillsJob(
  installationId: number,
  repository?: { readonly id: number; readonly owner: string; readonly name: string },
): NewJob {
  const data: AskBackfillsTask = {
    kind: 'ask-backfills',
    installationId,
    ...(repository
      ? { repository: { id: repository.id, owner: repository.owner, name: repository.name } }
      : {}),
  };
  return { queue: 'bulk', lane: `history-${installationId}`, data };
}

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
