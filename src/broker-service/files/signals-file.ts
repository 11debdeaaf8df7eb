import { z } from 'zod';
import { SecretReference } from './read-reference.ts';

const url = z.url({ protocol: /^https?$/ });

const Receiver = z.discriminatedUnion('kind', [
  // Shared Signals: a Security Event Token, pushed as RFC 8935 has it.
  z.strictObject({
    kind: z.literal('risc'),
    url,
    audience: z.string().min(1).max(500),
    /** Value of the Authorization header that the receiver wants. */
    authorization: SecretReference.optional(),
  }),
  // A JSON message signed by Standard Webhooks.
  z.strictObject({ kind: z.literal('webhook'), url, secret: SecretReference }),
]);

/** The file that BROKER_SIGNALS names: who else wants to hear that a credential was compromised. */
export const SignalsFile = z.strictObject({
  /** Issuer of the events; the broker's public address when absent. */
  issuer: z.url().optional(),
  /** Private key in PEM form (PKCS #8) that signs them: EC P-256 or RSA. Required with a `risc` receiver. */
  key: SecretReference.optional(),
  receivers: z.record(z.string().regex(/^[\w.-]{1,64}$/), Receiver),
});
export type SignalsFile = z.infer<typeof SignalsFile>;
export type Receiver = z.infer<typeof Receiver>;
