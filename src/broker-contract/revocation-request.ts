import { z } from 'zod';
import { Address, BroughtBy, ForeignId, Moment, Name, Reference } from './names.ts';

/** Longest credential that is taken, in characters; the longest real ones are tokens that carry an image of a user. */
export const MAX_TOKEN_LENGTH = 16_384;

/** Compact JWE, RFC 7516 section 3.1: five parts. */
const Jwe = z
  .string()
  .max(40_000)
  .regex(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);

/** Longest part of a token cache that is taken, in characters; several travel together. */
export const MAX_BESIDE_LENGTH = 4096;
const ShortJwe = Jwe.max(8000);

/** What leaked in the same token cache and belongs to the same OAuth client; each value as a compact JWE. */
const Beside = z.strictObject({
  access_token: ShortJwe.optional(),
  refresh_token: ShortJwe.optional(),
  client_secret: ShortJwe.optional(),
  registration_token: ShortJwe.optional().describe('`registration_access_token` of RFC 7592.'),
  registration_uri: Address.optional().describe('`registration_client_uri` of RFC 7592.'),
});
export type Beside = z.infer<typeof Beside>;

/** What was written beside a value and is no secret, each as it must be to be told. */
export const WRITTEN_BESIDE = {
  resource: Address.describe('URL of the MCP server in whose configuration it stood.'),
  client_id: ForeignId.describe('OAuth client id that stood beside it.'),
  key_id: ForeignId.describe('Public half of a credential of two parts.'),
  credential_id: ForeignId.describe(
    'The provider’s id of it. Only compared: the broker finds the id by the value, or not at all.',
  ),
} as const;

/** The credential: what it is, its value sealed for the broker, and what was written beside it. */
export const CredentialRef = z
  .strictObject({
    provider: Name,
    type: Name,
    fingerprint: z
      .string()
      .regex(/^hmac-sha256:[0-9a-f]{64}$/)
      .describe('The sender’s name for the value: HMAC with a key of its own. Given back, never compared.'),
    jwe: Jwe.optional().describe(
      'The value as a compact JWE to a key of the broker (ECDH-ES+A256KW, A256GCM).',
    ),
    token: z
      .string()
      .min(1)
      .max(MAX_TOKEN_LENGTH)
      .optional()
      .describe('The bare value: with a client certificate only.'),
    resource: WRITTEN_BESIDE.resource.optional(),
    issuer: Address.optional().describe('Its authorization server, when the sender knows it.'),
    client_id: WRITTEN_BESIDE.client_id.optional(),
    key_id: WRITTEN_BESIDE.key_id.optional(),
    credential_id: WRITTEN_BESIDE.credential_id.optional(),
    beside: Beside.optional().describe(
      'The other parts of a leaked OAuth token cache: used to end each other, at a trusted issuer only.',
    ),
  })
  .refine(({ jwe, token }) => (jwe === undefined) !== (token === undefined), 'needs either jwe or token');
export type CredentialRef = z.infer<typeof CredentialRef>;

/** Entries of each list of a trust table. */
export const MAX_TRUST = 100;

export const TrustedIssuer = z.strictObject({
  issuer: Address,
  client_id: ForeignId,
  endpoint_origin: Address.optional(),
});

export const TrustedServer = z.strictObject({
  url: Address,
  describe_tools: z
    .boolean()
    .default(false)
    .describe('Ask it, before the revocation, which tools the credential opens.'),
  watch_streams: z
    .boolean()
    .default(false)
    .describe('Hold a stream of it open meanwhile, to see whether it outlives the credential.'),
});

/** Whom the sender's organisation trusts with the credential; nothing else is contacted for it. */
const TrustTable = z.strictObject({
  issuers: z.array(TrustedIssuer).max(MAX_TRUST).default([]),
  servers: z.array(TrustedServer).max(MAX_TRUST).default([]),
});
export type TrustTable = z.infer<typeof TrustTable>;

const Evidence = z.strictObject({
  repository: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  source: z
    .enum(['content', 'commit', 'workflow', 'variable', 'issue', 'log', 'artifact', 'alert'])
    .optional(),
  detected_at: Moment,
});

/**
 * What the broker may do. `safest`: disable where that can be undone, else revoke. `disable`: only what can be undone.
 * `dry_run`: change nothing and say what would be done.
 */
const ACTIONS = ['safest', 'revoke', 'disable', 'dry_run'] as const;

/** Body of `POST /v1/revocations`. */
export const RevocationRequest = z.strictObject({
  credential: CredentialRef,
  action: z.enum(ACTIONS).default('safest'),
  reason: z.enum([
    'leaked_public',
    'leaked_private',
    'policy_long_lived',
    'policy_reuse',
    'offboarding',
    'manual',
  ]),
  owner: z
    .string()
    .regex(/^[\w.-]{1,100}$/)
    .describe('Organisation or user for whom the broker acts; the client must be entitled to it.'),
  installation: z.int().min(1).optional().describe('The App’s installation that found it.'),
  reference: Reference.optional(),
  environment: z.string().max(100).optional(),
  trust: TrustTable.default({ issuers: [], servers: [] }),
  brought_by: BroughtBy.optional(),
  evidence: Evidence,
});
export type RevocationRequest = z.infer<typeof RevocationRequest>;
