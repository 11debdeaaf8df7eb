import { z } from 'zod';
import { Moment } from './names.ts';

/** Body of `POST /v1/breakers/resume`. */
export const ResumeRequest = z.strictObject({
  client: z.string().min(1).max(64),
  owner: z.string().min(1).max(100),
});

/** How many revocations go on. */
export const Resumed = z.object({ resumed: z.int().min(0) });

/** Clients and owners whose revocations wait for a person; what outsiders brought, all of them together, apart. */
export const Breakers = z.object({
  breakers: z.array(
    z.object({
      client: z.string(),
      owner: z.string(),
      outsiders: z.boolean().default(false),
      since: Moment,
      waiting: z.int().min(0),
    }),
  ),
});
