import { z } from 'zod';
import { Name } from './names.ts';

/** What the broker can do about one type of credential. */
const Capability = z.object({
  provider: Name,
  type: Name,
  class: z
    .enum(['self', 'self_if_scoped', 'admin', 'manual'])
    .describe(
      'Whose right is needed: the token’s own, that of a token with the right scope, an admin’s, a person’s.',
    ),
  describe: z.boolean().optional(),
  verify: z.boolean().optional(),
  rotate: z.boolean().optional(),
  reversible: z.boolean().optional(),
  blast: z.string().optional(),
  manual_url: z.url().optional(),
});
export type Capability = z.infer<typeof Capability>;

/** A public key to encrypt credentials to, RFC 7517. */
export const EncryptionKey = z.object({
  kid: z.string().min(1).max(100),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().max(100),
  y: z.string().max(100),
  use: z.literal('enc'),
  alg: z.literal('ECDH-ES+A256KW'),
});
export type EncryptionKey = z.infer<typeof EncryptionKey>;

/** The broker's keys, the one to use first. */
export const KeySet = z.object({ keys: z.array(EncryptionKey).min(1).max(10) });

/** Answer of `GET /v1/capabilities`. */
export const Capabilities = z.object({
  types: z.array(Capability).max(5000),
  jwks: KeySet,
  jwks_uri: z.string().optional(),
});
