import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Look at the register of an installation with every check. */
export const CheckRegisterTask = z.object({
  kind: z.literal('check-register'),
  installationId: z.number().int(),
});
export type CheckRegisterTask = z.infer<typeof CheckRegisterTask>;

/** Bring the hygiene issue of an owner up to date. */
export const HygieneTask = z.object({
  kind: z.literal('hygiene-issue'),
  installationId: z.number().int(),
  /** Lower case; empty: what nobody owns. */
  owner: z.string().max(250),
});
export type HygieneTask = z.infer<typeof HygieneTask>;

/** In the lane of the register, so that it is not looked at while it is read. */
const jobOf = (data: CheckRegisterTask | HygieneTask): NewJob => ({
  queue: 'bulk',
  lane: `register-${data.installationId}`,
  data,
});

export const checkRegisterJob = (installationId: number): NewJob =>
  jobOf({ kind: 'check-register', installationId });

export const hygieneJob = (installationId: number, owner: string): NewJob =>
  jobOf({ kind: 'hygiene-issue', installationId, owner });
