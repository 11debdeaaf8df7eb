import { z } from 'zod';
import { Moment, Name, Reference } from './names.ts';
import { MAX_OVERLAP, Rotation, VaultTarget } from './rotation.ts';

/** Ten years, in seconds. */
const MAX_AGE = 315_360_000;

/**
 * Body of `POST /v1/credentials/{id}/renewals`; the id is the client's own name for what stands at the place, 64 hex digits.
 * The value is read by the broker where it is used: no client holds it, and none gets it.
 */
export const RenewalRequest = z.strictObject({
  provider: Name,
  type: Name,
  owner: z.string().regex(/^[\w.-]{1,100}$/),
  installation: z.int().min(1).optional(),
  reference: Reference.optional(),
  place: VaultTarget,
  after_seconds: z
    .int()
    .min(0)
    .max(MAX_AGE)
    .describe('Nothing is done while the secret at the place was written less than so long ago.'),
  overlap_seconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP)
    .describe('How long both live once the new one is in its place.'),
});
export type RenewalRequest = z.infer<typeof RenewalRequest>;

/** What came of it: it is not due yet, or how its rotation stands. */
export const Renewal = z.object({
  due_at: Moment.optional().describe(
    'When what stands there is old enough. Absent where a rotation was begun.',
  ),
  rotation: Rotation.optional(),
});
export type Renewal = z.infer<typeof Renewal>;
