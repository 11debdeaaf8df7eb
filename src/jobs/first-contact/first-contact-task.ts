import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Say once what was found after an installation, and what happens from now on. */
export const FirstContactTask = z.object({
  kind: z.literal('first-contact'),
  installationId: z.number().int(),
});
export type FirstContactTask = z.infer<typeof FirstContactTask>;

/** So long the first jobs need to say what there is to read. */
const AFTER_SECONDS = 10;

export function firstContactJob(installationId: number): NewJob {
  return {
    queue: 'bulk',
    lane: `first-contact/${installationId}`,
    data: { kind: 'first-contact', installationId },
    afterSeconds: AFTER_SECONDS,
  };
}
