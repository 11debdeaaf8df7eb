import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

const id = z.number().int();

/** Look at an incident that waits for a person, and say what its time has come for. */
export const RemindTask = z.object({ kind: z.literal('remind'), installationId: id, incidentId: z.uuid() });
export type RemindTask = z.infer<typeof RemindTask>;

/** Send a message to the webhook of an organisation. */
export const CallTask = z.object({ kind: z.literal('call-webhook'), installationId: id, callId: z.uuid() });
export type CallTask = z.infer<typeof CallTask>;

/** It can wait, and there may be many: no push is to stand behind it. */
export function remindJob(installationId: number, incidentId: string): NewJob {
  return {
    queue: 'bulk',
    lane: String(installationId),
    data: { kind: 'remind', installationId, incidentId },
  };
}

/** In a lane of its own: nothing of GitHub's waits for somebody's webhook. */
export function callJob(installationId: number, callId: string): NewJob {
  return {
    queue: 'github',
    lane: `call/${callId}`,
    data: { kind: 'call-webhook', installationId, callId },
  };
}
