import { z } from 'zod';
import type { RotationTarget } from '../../broker-contract/rotation.ts';
import { SecretReference } from './read-reference.ts';

/** What a client may do. `operate` is for the people who run the broker. */
export const SCOPES = ['revoke', 'describe', 'rotate', 'renew', 'operate'] as const;
export type Scope = (typeof SCOPES)[number];

const clientId = z.string().regex(/^[\w.-]{1,64}$/);

/** `acme`, or `*` for all. GitHub's names have no case. */
const owner = z
  .string()
  .regex(/^(\*|[\w.-]{1,100})$/)
  .transform((text) => text.toLowerCase());

/** Every way by which a successor leaves the broker. */
const DELIVERIES = ['sealed_box', 'vault_kv'] as const satisfies readonly RotationTarget['kind'][];

const typePattern = z.string().regex(/^[a-z0-9._-]+\/([a-z0-9._-]+|\*)$/);

const entitlement = {
  /** Owners for whom the client may act. */
  owners: z.array(owner).min(1).max(1000),
  /** Installations of the App it may name; all when absent. */
  installations: z.array(z.int()).max(10_000).optional(),
  scopes: z.array(z.enum(SCOPES)).min(1).default(['revoke', 'describe']),
  /** What it may have replaced, `provider/type` or `provider/*`, and by which ways the successor may leave. Else nothing. */
  rotations: z.record(typePattern, z.array(z.enum(DELIVERIES)).min(1)).default({}),
  /** GitHub's public keys, base64, that a successor may be sealed to; any when absent. */
  sealed_to: z
    .array(z.string().regex(/^[A-Za-z\d+/]{43}=$/))
    .max(1000)
    .optional(),
  /** Where it wants to hear of the end of its revocations. */
  callback: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: SecretReference }).optional(),
};

/** A fingerprint as `openssl x509 -noout -fingerprint -sha256` prints it, or bare. */
const certificate = z
  .string()
  .transform((text) => text.replace(/^.*=/, '').replaceAll(':', '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/));

const Client = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('private_key_jwt'), public_key: SecretReference, ...entitlement }),
  z.strictObject({ method: z.literal('mtls'), certificate_sha256: certificate, ...entitlement }),
  z.strictObject({ method: z.literal('hmac'), secret: SecretReference, ...entitlement }),
  // GitLab's own profile: a token that does not change, for its two addresses only.
  z.strictObject({ method: z.literal('gitlab'), token: SecretReference, ...entitlement }),
]);

/** A type or an issuer that belongs to some owners: for others the broker does nothing about it. */
const Reservation = z.union([
  z.strictObject({
    type: typePattern,
    owners: z.array(owner).min(1),
  }),
  z.strictObject({ issuer: z.string().min(1), owners: z.array(owner).min(1) }),
]);

const GitHubIntake = z.strictObject({
  /** The owner of the credentials that GitHub reports: the operator, as a partner of GitHub. */
  owner: z.string().regex(/^[\w.-]{1,100}$/),
  /** From GitHub's names of types to ours: `acme_api_token: acme/api-token`. */
  types: z.record(z.string().regex(/^[\w.-]{1,100}$/), z.string().regex(/^[a-z0-9._-]+\/[a-z0-9._-]+$/)),
  /** Where the public keys stand; only for GitHub Enterprise Server and tests. */
  keys_url: z
    .url({ protocol: /^https?$/ })
    .default('https://api.github.com/meta/public_keys/secret_scanning'),
});

/** The file that BROKER_CLIENTS names. */
export const ClientsFile = z.strictObject({
  clients: z.record(clientId, Client).refine(
    // GitLab names no owner, so the client must have exactly the one that is meant.
    (clients) =>
      Object.values(clients).every(
        ({ method, owners }) => method !== 'gitlab' || (owners.length === 1 && owners[0] !== '*'),
      ),
    'a client of method gitlab needs exactly one owner',
  ),
  reserved: z.array(Reservation).max(1000).default([]),
  /** So many live credentials of one client and owner in so many minutes stop the rest until a person has looked. */
  breaker: z
    .strictObject({
      credentials: z.int().min(1).max(1_000_000).default(20),
      minutes: z.number().positive().max(1440).default(10),
    })
    .default({ credentials: 20, minutes: 10 }),
  /** Addresses of the organisation's own servers, by provider: `gitlab: [https://gitlab.acme.dev]`. */
  origins: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/), z.array(z.url({ protocol: /^https?$/ })).max(50))
    .default({}),
  intake: z.strictObject({ github: GitHubIntake.optional() }).default({}),
});
export type ClientsFile = z.infer<typeof ClientsFile>;
export type ClientEntry = z.infer<typeof Client>;
export type Reservation = z.infer<typeof Reservation>;
export type GitHubIntake = z.infer<typeof GitHubIntake>;
