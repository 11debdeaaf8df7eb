import { z } from 'zod';
import { Abilities } from './abilities.ts';
import { Moment } from './names.ts';
import { RevocationRequest } from './revocation-request.ts';

/** Body of `POST /v1/credentials/describe`: the credential, and for whom it is asked. */
export const DescribeRequest = RevocationRequest.pick({
  credential: true,
  owner: true,
  installation: true,
  trust: true,
}).extend({
  before_revocation: z
    .boolean()
    .default(false)
    .describe('A revocation waits for this: what it would ask anyway is left out.'),
});

/** What is known of a credential; null for what is not. */
export const Description = z.object({
  active: z.boolean().nullable(),
  refused: z
    .boolean()
    .optional()
    .describe(
      'It was refused where what stands beside it says that it belongs: a proof only of one that was seen alive there.',
    ),
  owner: z.string().max(500).nullable(),
  principal_kind: z.enum(['user', 'bot', 'service', 'org', 'unknown']),
  issuer: z.string().max(2048).optional(),
  audience: z.array(z.string().max(2048)).max(50).optional(),
  scopes: z.array(z.string().max(500)).max(500),
  environment: z.string().max(500).nullable(),
  issued_at: Moment.nullable(),
  expires_at: Moment.nullable(),
  last_used_at: Moment.nullable(),
  abilities: Abilities.optional(),
  source: z.enum(['offline', 'provider']),
});
export type Description = z.infer<typeof Description>;
