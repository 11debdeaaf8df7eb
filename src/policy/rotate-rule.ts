import { z } from 'zod';
import type { RotateRule, RotateTarget } from './policy.ts';
import { map, text, yesOrNo } from './schema-parts.ts';

const SECRET_ERROR =
  'Write the name of a secret: letters, digits and underscores, not beginning with a digit or GITHUB_.';
/** https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
const secretName = z
  .string({ error: SECRET_ERROR })
  .regex(/^(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_]\w{0,199}$/, { error: SECRET_ERROR })
  .transform((name) => name.toUpperCase());

const NAME_ERROR = 'Write the name of a provider or type, such as grafana.';
const name = z.string({ error: NAME_ERROR }).regex(/^[a-z\d][a-z\d._-]{0,79}$/, { error: NAME_ERROR });

const REPOSITORY_ERROR = 'Write the repository as owner/name.';
const PATH_ERROR = 'Write a path below the mount of the broker, such as ci/app.';
const FIELD_ERROR = 'Write the name of a field of the secret in Vault.';
const ID_ERROR = 'Write the provider’s id of the credential (printable ASCII).';

const OVERLAP_ERROR = 'Write how long the old one may live on, such as 0s, 10m or 24h at most.';
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const MAX_OVERLAP_SECONDS = 86_400;
const overlap = z
  .string({ error: OVERLAP_ERROR })
  .regex(/^\d{1,5}[smh]$/, { error: OVERLAP_ERROR })
  .transform((value) => Number(value.slice(0, -1)) * (UNIT_SECONDS[value.slice(-1)] ?? 1))
  .refine((seconds) => seconds <= MAX_OVERLAP_SECONDS, { error: OVERLAP_ERROR });

const PLACE_ERROR =
  'Say where the successor goes: either secret, or vault with field. environment, organisation, repository and key_id_secret go with secret, and organisation goes without the other two.';
const WHICH_ERROR = 'Say which credential goes to Vault: by key, by server, or by both.';

const fields = map({
  provider: name,
  type: name.optional(),
  key: text(200, 'Write the name under which the credential stands, such as GRAFANA_TOKEN.').optional(),
  server: text(200, 'Write the name of the MCP server whose credential it is.').optional(),
  secret: secretName.optional(),
  environment: text(255, 'Write the name of a deployment environment.').optional(),
  organisation: yesOrNo.default(false),
  repository: z
    .string({ error: REPOSITORY_ERROR })
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/, { error: REPOSITORY_ERROR })
    .optional(),
  key_id_secret: secretName.optional(),
  vault: z
    .string({ error: PATH_ERROR })
    .regex(/^[\w-][\w.-]{0,99}(?:\/[\w-][\w.-]{0,99}){0,9}$/, { error: PATH_ERROR })
    .optional(),
  field: z
    .string({ error: FIELD_ERROR })
    .regex(/^[\w.-]{1,100}$/, { error: FIELD_ERROR })
    .optional(),
  credential_id: z
    .string({ error: ID_ERROR })
    .regex(/^[\x21-\x7e]{1,200}$/, { error: ID_ERROR })
    .optional(),
  overlap: overlap.default(0),
});
type Fields = z.infer<typeof fields>;

function targetOf(rule: Fields): RotateTarget | undefined {
  const { secret, vault, field, environment, organisation, repository, key_id_secret: keyIdName } = rule;
  if (secret === undefined) {
    const isPlain = environment === undefined && repository === undefined && keyIdName === undefined;
    return vault !== undefined && field !== undefined && isPlain && !organisation
      ? { kind: 'vault', path: vault, field }
      : undefined;
  }
  const isBoth = organisation && (environment !== undefined || repository !== undefined);
  if (vault !== undefined || field !== undefined || isBoth) return undefined;
  return {
    kind: 'secret',
    name: secret,
    scope: organisation ? 'organization' : environment === undefined ? 'repository' : 'environment',
    ...(environment === undefined ? {} : { environment }),
    ...(repository === undefined ? {} : { repository }),
    ...(keyIdName === undefined ? {} : { keyIdName }),
  };
}

/**
 * Where a credential is used, so that its successor can be put there. A secret is taken to be named like the credential
 * in the configuration that leaked, unless `key` or `server` says which one it is.
 */
export const rotateRule = fields.transform((rule, context): RotateRule => {
  const { provider, type, key, server, credential_id: credentialId, overlap: overlapSeconds } = rule;
  const target = targetOf(rule);
  const named = key ?? (server === undefined ? rule.secret : undefined);
  if (!target || (named === undefined && server === undefined)) {
    context.addIssue({ code: 'custom', message: target ? WHICH_ERROR : PLACE_ERROR });
    return z.NEVER;
  }
  return {
    provider,
    target,
    overlapSeconds,
    ...(type === undefined ? {} : { type }),
    ...(named === undefined ? {} : { key: named }),
    ...(server === undefined ? {} : { server }),
    ...(credentialId === undefined ? {} : { credentialId }),
  };
});
