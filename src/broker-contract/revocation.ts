import { z } from 'zod';
import { Abilities } from './abilities.ts';
import { Moment, Name, Reference } from './names.ts';
import { REVOCATION_STATES } from './states.ts';

/** Something that was observed or done. */
export const Step = z.object({
  at: Moment,
  event: z.string().regex(/^[a-z_]{1,40}$/),
  http: z.int().min(100).max(599).optional(),
});

/** A revocation as the broker tells it: in answers, in callbacks and in signals. It never holds the value. */
export const Revocation = z.object({
  id: z.uuid(),
  state: z.enum(REVOCATION_STATES),
  dry_run: z
    .boolean()
    .optional()
    .describe('Nothing is changed: what is told is what would happen. Absent for a revocation.'),
  terminal: z.boolean().describe('The broker does nothing more about it by itself.'),
  retryable: z.boolean().optional().describe('For a terminal failure: a new request may succeed.'),
  retry_after: z.int().min(0).optional().describe('Seconds until the next look is worth it.'),
  adapter: Name.optional(),
  explanation: z
    .string()
    .max(1000)
    .optional()
    .describe('One sentence for people, without any part of the value.'),
  manual_url: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .optional(),
  look_again_at: Moment.optional().describe(
    'For `unsupported`: nothing can be done before, and then a new request is worth it.',
  ),
  abilities: Abilities.optional().describe(
    'What the credential could do, where the trust table let the broker ask.',
  ),
  blast: z.string().max(500).optional().describe('What else dies with it.'),
  reference: Reference.optional(),
  fingerprint: z.string().max(100).optional(),
  timeline: z.array(Step).max(500),
});
export type Revocation = z.infer<typeof Revocation>;

/** What a callback to the client holds; the envelope of Standard Webhooks 1.0. */
export const RevocationEvent = z.object({
  type: z.literal('revocation.updated'),
  timestamp: Moment,
  data: Revocation,
});
export type RevocationEvent = z.infer<typeof RevocationEvent>;
