import { z } from 'zod';
import type { AdminCredential, AdminCredentials } from '../../broker/admin.ts';
import { readReference, SecretReference, type Environment } from './read-reference.ts';
import { fitsProviders, registeredIds } from './registrations.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/);

/** Owners have no case; `*` serves those that stand in no line of their own. */
const scope = z
  .string()
  .regex(/^(\*|[\w.-]{1,100})$/)
  .transform((text) => text.toLowerCase());

const Entry = z.strictObject({
  secret: SecretReference,
  /** What the provider needs beside it and is no secret: an account, an organisation, a key's id. */
  fields: z.record(z.string().regex(/^[\w.-]{1,64}$/), z.string().max(500)).optional(),
  /** Credentials there that may leak and whose values show no id. */
  credentials: registeredIds.optional(),
});

/**
 * The file that BROKER_CREDENTIALS names: provider, then owner, then where the broker's own credential at the provider
 * stands. `openai: { acme: { secret: { env: OPENAI_ADMIN_KEY } } }`
 */
export const CredentialsFile = z
  .record(name, z.record(scope, Entry))
  .refine(fitsProviders, 'a registered id has not the form of its provider');
export type CredentialsFile = z.infer<typeof CredentialsFile>;

/** Reads what the file names. One owner's credential is never found for another: only `*` is for all. */
export function readCredentials(file: CredentialsFile, environment: Environment): AdminCredentials {
  const found = new Map<string, AdminCredential>();
  for (const [provider, owners] of Object.entries(file)) {
    for (const [owner, { secret, fields }] of Object.entries(owners)) {
      found.set(`${provider} ${owner}`, {
        secret: readReference(secret, environment),
        ...(fields ? { fields } : {}),
      });
    }
  }
  return {
    find: (provider, owner) =>
      found.get(`${provider} ${owner?.toLowerCase() ?? '*'}`) ?? found.get(`${provider} *`),
  };
}
