import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Write the summary of a week. */
export const SummaryTask = z.object({
  kind: z.literal('weekly-summary'),
  installationId: z.number().int(),
  /** The moment after its end. */
  weekEnd: z.iso.datetime(),
});
export type SummaryTask = z.infer<typeof SummaryTask>;

export function summaryJob(installationId: number, weekEnd: Date): NewJob {
  return {
    queue: 'bulk',
    lane: String(installationId),
    data: { kind: 'weekly-summary', installationId, weekEnd: weekEnd.toISOString() },
  };
}
