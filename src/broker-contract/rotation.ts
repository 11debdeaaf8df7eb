import { z } from 'zod';
import { Moment, Name, Reference } from './names.ts';
import { CredentialRef } from './revocation-request.ts';
import { Step } from './revocation.ts';

/**
 * States of a rotation. `issued`: the successor lives and waits to be delivered. `delivered`: both live, for the time
 * of the overlap. `failed`: the old credential is as it was, unless the explanation says that the new one is in use.
 */
const ROTATION_STATES = ['queued', 'issued', 'delivered', 'old_revoked', 'failed'] as const;
export type RotationState = (typeof ROTATION_STATES)[number];

/** 30 days, in seconds. */
export const MAX_OVERLAP = 2_592_000;

/** Path segments of Vault, none of which climbs. */
const VaultPath = z.string().regex(/^[\w-][\w.-]{0,99}(?:\/[\w-][\w.-]{0,99}){0,9}$/);

/** A place that the broker reads and writes. */
export const VaultTarget = z
  .strictObject({
    kind: z.literal('vault_kv'),
    path: VaultPath,
    field: z.string().regex(/^[\w.-]{1,100}$/),
  })
  .describe('A field of a secret in the operator’s Vault or OpenBao, version 2: the broker writes it.');

/** Where the successor's value goes. It goes nowhere else, and never to the client in clear. */
const Target = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('sealed_box'),
      key_id: z.string().regex(/^[\w-]{1,100}$/),
      public_key: z.string().regex(/^[A-Za-z\d+/]{43}=$/),
    })
    .describe(
      'GitHub’s key for secrets of a repository, environment or organisation: the client writes the box.',
    ),
  VaultTarget,
]);
export type RotationTarget = z.infer<typeof Target>;

/** Body of `POST /v1/credentials/{id}/rotations`; the id is the credential's fingerprint, 64 hex digits. */
export const RotationRequest = z.strictObject({
  credential: CredentialRef,
  owner: z.string().regex(/^[\w.-]{1,100}$/),
  installation: z.int().min(1).optional(),
  reference: Reference.optional(),
  deliver_to: Target,
  overlap_seconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP)
    .default(0)
    .describe('How long both live once the new one is delivered.'),
});
export type RotationRequest = z.infer<typeof RotationRequest>;

/** Body of `POST /v1/credentials/{id}/rotations/{rotation}/delivery`: whether the client has written the box. */
export const Delivery = z.strictObject({ delivered: z.boolean() });

/** A rotation as the broker tells it. */
export const Rotation = z.object({
  id: z.uuid(),
  state: z.enum(ROTATION_STATES),
  terminal: z.boolean(),
  retry_after: z.int().min(0).optional().describe('Seconds until the next look is worth it.'),
  explanation: z.string().max(1000).optional(),
  provider: Name,
  type: Name,
  reference: Reference.optional(),
  sealed_box: z
    .object({ key_id: z.string().max(100), encrypted_value: z.string().max(40_000) })
    .optional()
    .describe('The successor, which only the owner of the key opens; while it waits to be delivered.'),
  deliver_by: Moment.optional().describe('After this the successor is taken back.'),
  overlap_until: Moment.optional(),
  key_id: z.string().max(512).optional().describe('Public half of the successor.'),
  credential_id: z.string().max(512).optional().describe('The provider’s id of the successor.'),
  timeline: z.array(Step).max(500),
});
export type Rotation = z.infer<typeof Rotation>;
