import { z } from 'zod';
import { SECRET_NAME } from '../base/secret-name.ts';
import type { RotateRule, RotateTarget } from './policy.ts';
import { duration, list, map, text, yesOrNo } from './schema-parts.ts';

const SECRET_ERROR =
  'Write the name of a secret: letters, digits and underscores, not beginning with a digit or GITHUB_.';
const secretName = z
  .string({ error: SECRET_ERROR })
  .regex(SECRET_NAME, { error: SECRET_ERROR })
  .transform((name) => name.toUpperCase());

const NAME_ERROR = 'Write the name of a provider or type, such as grafana.';
const name = z.string({ error: NAME_ERROR }).regex(/^[a-z\d][a-z\d._-]{0,79}$/, { error: NAME_ERROR });

const REPOSITORY_ERROR = 'Write the repository as owner/name.';
const PATH_ERROR = 'Write a path below the mount of the broker, such as ci/app.';
const FIELD_ERROR = 'Write the name of a field of the secret in Vault.';

const OVERLAP_ERROR = 'Write how long the old one may live on, such as 0s, 10m or 24h at most.';
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const MAX_OVERLAP_SECONDS = 86_400;
const overlap = z
  .string({ error: OVERLAP_ERROR })
  .regex(/^\d{1,5}[smh]$/, { error: OVERLAP_ERROR })
  .transform((value) => Number(value.slice(0, -1)) * (UNIT_SECONDS[value.slice(-1)] ?? 1))
  .refine((seconds) => seconds <= MAX_OVERLAP_SECONDS, { error: OVERLAP_ERROR });

const repository = z
  .string({ error: REPOSITORY_ERROR })
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/, { error: REPOSITORY_ERROR });

const PLACE_ERROR =
  'Say where the successor goes: either secret, or vault with field, or variable: true. environment, repository and key_id_secret go with secret, organisation with secret or variable, and organisation goes without environment and repository.';
const WHOSE_ERROR =
  'Say whose it is: repository, or repositories for the one of them in which it leaks, or organisation: true. Rules count in the organisation’s file only.';
const DAY_SECONDS = 86_400;
const EVERY_ERROR = 'Write a day at least, such as 30d.';
const SCHEDULE_ERROR =
  'every goes with vault and type: on a schedule only what stands in Vault can be replaced, for GitHub shows the value of a secret to nobody.';
const WHICH_ERROR = 'Say which credential goes to Vault: by key, by server, or by both.';

const fields = map({
  provider: name,
  type: name.optional(),
  key: text(200, 'Write the name under which the credential stands, such as GRAFANA_TOKEN.').optional(),
  server: text(200, 'Write the name of the MCP server whose credential it is.').optional(),
  secret: secretName.optional(),
  environment: text(255, 'Write the name of a deployment environment.').optional(),
  organisation: yesOrNo.default(false),
  repository: repository.optional(),
  repositories: list(repository, 100)
    .min(1, { error: 'Name at least one repository, or leave this key out.' })
    .optional(),
  variable: yesOrNo.default(false),
  key_id_secret: secretName.optional(),
  vault: z
    .string({ error: PATH_ERROR })
    .regex(/^[\w-][\w.-]{0,99}(?:\/[\w-][\w.-]{0,99}){0,9}$/, { error: PATH_ERROR })
    .optional(),
  field: z
    .string({ error: FIELD_ERROR })
    .regex(/^[\w.-]{1,100}$/, { error: FIELD_ERROR })
    .optional(),
  overlap: overlap.default(0),
  every: duration.refine((seconds) => seconds >= DAY_SECONDS, { error: EVERY_ERROR }).optional(),
});
type Fields = z.infer<typeof fields>;

type Target = RotateTarget | undefined;

function secretOf(secret: string, rule: Fields): Target {
  const { vault, field, environment, organisation, repository: where, key_id_secret: keyIdName } = rule;
  const isBoth = organisation && (environment !== undefined || where !== undefined);
  if (vault !== undefined || field !== undefined || rule.variable || isBoth) return undefined;
  return {
    kind: 'secret',
    name: secret,
    scope: organisation ? 'organization' : environment === undefined ? 'repository' : 'environment',
    ...(environment === undefined ? {} : { environment }),
    ...(where === undefined ? {} : { repository: where }),
    ...(keyIdName === undefined ? {} : { keyIdName }),
  };
}

function targetOf(rule: Fields): Target {
  const { secret, vault, field, variable, organisation } = rule;
  if (secret !== undefined) return secretOf(secret, rule);
  if (rule.environment !== undefined || rule.repository !== undefined || rule.key_id_secret !== undefined)
    return undefined;
  if (vault === undefined && field === undefined)
    return variable ? { kind: 'variable', scope: organisation ? 'organization' : 'repository' } : undefined;
  return vault === undefined || field === undefined || variable || organisation
    ? undefined
    : { kind: 'vault', path: vault, field };
}

/** A secret or variable of a repository is nobody's until the rule says of which. */
const isNobodys = (target: RotateTarget, { repositories, organisation }: Fields) =>
  target.kind !== 'vault' &&
  !organisation &&
  repositories === undefined &&
  (target.kind === 'variable' || target.repository === undefined);

function mistakeIn(rule: Fields, target: Target, named: string | undefined): string | undefined {
  if (!target) return PLACE_ERROR;
  if (isNobodys(target, rule)) return WHOSE_ERROR;
  if (rule.every !== undefined && (target.kind !== 'vault' || rule.type === undefined)) return SCHEDULE_ERROR;
  return target.kind === 'vault' && named === undefined && rule.server === undefined
    ? WHICH_ERROR
    : undefined;
}

/**
 * Where a credential is used, so that its successor can be put there. A secret is taken to be named like the credential
 * in the configuration that leaked, unless `key` or `server` says which one it is; a variable has any name.
 */
export const rotateRule = fields.transform((rule, context): RotateRule => {
  const { provider, type, key, server, overlap: overlapSeconds } = rule;
  const target = targetOf(rule);
  const named = key ?? (server === undefined ? rule.secret : undefined);
  const mistake = mistakeIn(rule, target, named);
  if (!target || mistake !== undefined) {
    context.addIssue({ code: 'custom', message: mistake ?? PLACE_ERROR });
    return z.NEVER;
  }
  return {
    provider,
    target,
    overlapSeconds,
    ...(rule.repositories === undefined ? {} : { repositories: rule.repositories }),
    ...(type === undefined ? {} : { type }),
    ...(named === undefined ? {} : { key: named }),
    ...(server === undefined ? {} : { server }),
    ...(rule.every === undefined ? {} : { everySeconds: rule.every }),
  };
});
