import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Write, change or close the issue of a pause. */
export const ReportPauseTask = z.object({
  kind: z.literal('report-pause'),
  installationId: z.number().int(),
  pauseId: z.uuid(),
});
export type ReportPauseTask = z.infer<typeof ReportPauseTask>;

/** So long a pause grows before a person is called: many credentials come together, and one issue tells of them all. */
const GROW_SECONDS = 3;

export function reportPauseJob(installationId: number, pauseId: string): NewJob {
  return {
    queue: 'github',
    lane: String(installationId),
    data: { kind: 'report-pause', installationId, pauseId },
    afterSeconds: GROW_SECONDS,
  };
}
