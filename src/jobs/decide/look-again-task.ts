import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Look which places of a credential still hold it, and say so to whoever asked. */
export const LookAgainTask = z
  .object({
    kind: z.literal('look-again'),
    installationId: z.number().int(),
    incidentId: z.uuid(),
    /** The comment that asked; absent for a button, whose answer is the check run and the issue. */
    source: z.string().max(200).optional(),
  })
  .readonly();
export type LookAgainTask = z.infer<typeof LookAgainTask>;

/** It may cost a hundred requests: no push is to stand behind it. */
export function lookAgainJob(installationId: number, incidentId: string, source?: string): NewJob {
  return {
    queue: 'bulk',
    lane: String(installationId),
    data: {
      kind: 'look-again',
      installationId,
      incidentId,
      ...(source === undefined ? {} : { source }),
    } satisfies LookAgainTask,
  };
}
