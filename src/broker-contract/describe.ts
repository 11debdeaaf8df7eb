import { z } from 'zod';
import { Moment } from './names.ts';
import { RevocationRequest } from './revocation-request.ts';

/** Body of `POST /v1/credentials/describe`: the credential, and for whom it is asked. */
export const DescribeRequest = RevocationRequest.pick({
  credential: true,
  owner: true,
  installation: true,
  trust: true,
});

/** What is known of a credential; null for what is not. */
export const Description = z.object({
  active: z.boolean().nullable(),
  owner: z.string().max(500).nullable(),
  principal_kind: z.enum(['user', 'bot', 'service', 'org', 'unknown']),
  issuer: z.string().max(2048).optional(),
  scopes: z.array(z.string().max(500)).max(500),
  environment: z.string().max(500).nullable(),
  issued_at: Moment.nullable(),
  expires_at: Moment.nullable(),
  last_used_at: Moment.nullable(),
  source: z.enum(['offline', 'provider']),
});
export type Description = z.infer<typeof Description>;
