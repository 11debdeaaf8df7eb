import { z } from 'zod';
import type { RegisteredServer } from './policy.ts';
import { isIgnoreGlob } from './ignore-glob.ts';
import { governance } from './governance-rules.ts';
import { rotateRule } from './rotate-rule.ts';
import { duration, environmentName, list, map, oneOf, text, yesOrNo } from './schema-parts.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** RFC 8414 section 2: an issuer is an https URL without query and fragment. Plain http only for tests on loopback. */
function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  return isSafe && url.username === '' && url.password === '' && !/[?#\s\\]/.test(value);
}

const URL_ERROR = 'Write an https:// URL without user, query and fragment (http:// only for localhost).';
const url = text(500, URL_ERROR).refine(isPlainUrl, { error: URL_ERROR });

const DAY_ERROR = 'Write the last day on which the rule holds, as YYYY-MM-DD.';
const GLOB_ERROR =
  'Write a glob of at most 200 characters over the path from the root, such as "test/fixtures/**", without a leading / or !.';

const ignoreRule = map({
  path: text(200, GLOB_ERROR).refine(isIgnoreGlob, { error: GLOB_ERROR }),
  reason: text(500, 'Write in one line why these files may be ignored.'),
  until: z.iso.date({ error: DAY_ERROR }),
});

const revokeMode = oneOf(['auto', 'ask', 'never']);

const CLIENT_ID_ERROR = 'Write the client id that Rekey has at this issuer (printable ASCII).';
const issuer = map({
  issuer: url,
  client_id: text(200, CLIENT_ID_ERROR).regex(/^[\x20-\x7e]+$/, { error: CLIENT_ID_ERROR }),
}).transform(({ issuer: id, client_id }) => ({ issuer: id, clientId: client_id }));

const OWNER_ERROR = 'Write a GitHub user or team, such as "@octocat" or "@acme/payments".';
const server = map({
  name: text(100, 'Write the name of the MCP server.'),
  url,
  owner: z
    .string({ error: OWNER_ERROR })
    .regex(/^@?[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\/[\w.-]{1,100})?$/, { error: OWNER_ERROR })
    .optional(),
  environments: list(environmentName, 20).default([]),
  max_ttl: duration.optional(),
  max_age: duration.optional(),
  scopes: list(text(200, 'Write a scope of at most 200 characters.'), 100).default([]),
  describe_tools: yesOrNo.default(false),
  until: z.iso.date({ error: 'Write the last day on which the server is used, as YYYY-MM-DD.' }).optional(),
  watch_streams: yesOrNo.default(false),
}).transform(
  ({
    name,
    url: address,
    owner,
    environments,
    max_ttl,
    max_age,
    scopes,
    until,
    ...consent
  }): RegisteredServer => ({
    name,
    url: address,
    environments,
    scopes,
    ...(owner === undefined ? {} : { owner }),
    ...(max_ttl === undefined ? {} : { maxTtlSeconds: max_ttl }),
    ...(max_age === undefined ? {} : { maxAgeSeconds: max_age }),
    ...(until === undefined ? {} : { until }),
    ...(consent.describe_tools ? { describeTools: true } : {}),
    ...(consent.watch_streams ? { watchStreams: true } : {}),
  }),
);

const APPROVER_ERROR = 'Write a GitHub user or team, such as "@octocat" or "@acme/security", in quotes.';
// A team goes by its slug, as in its address. The form is one that can stand in Markdown as a mention and nothing else.
const approver = z
  .string({ error: APPROVER_ERROR })
  .regex(/^@?[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/, { error: APPROVER_ERROR })
  .transform((value) => (value.startsWith('@') ? value : `@${value}`));

const issues = map({
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/, { error: 'Write the repository as owner/name.' })
    .optional(),
  labels: list(text(50, 'Write a label of at most 50 characters.'), 10).optional(),
  assign: oneOf(['owner', 'none']).optional(),
  public: oneOf(['neutral', 'advisory']).optional(),
});

const whole = (max: number, what: string) => {
  const error = `Write a whole number of ${what} from 1 to ${max}.`;
  return z.int({ error }).min(1, { error }).max(max, { error });
};

const breaker = map({ credentials: whole(1000, 'credentials'), minutes: whole(1440, 'minutes') });

const deadlines = map({
  critical: duration.optional(),
  high: duration.optional(),
  medium: duration.optional(),
  low: duration.optional(),
});

const escalation = map({ team: approver.optional(), webhook: url.optional() });

const dashboard = map({
  viewers: list(approver, 50).min(1, { error: 'Name at least one user or team, or leave this key out.' }),
});

/** The form of `.github/rekey.yml`. Every key may be left out. */
export const policyFileSchema = map({
  mode: oneOf(['observe', 'enforce']).optional(),
  scope: oneOf(['mcp', 'all']).optional(),
  ignore: list(ignoreRule, 200).optional(),
  revoke: z
    .record(environmentName, revokeMode, { error: 'Write a map from environment to auto, ask or never.' })
    .optional(),
  approvers: list(approver, 20)
    .min(1, { error: 'Name at least one user or team, or leave this key out.' })
    .optional(),
  variables: oneOf(['report', 'quarantine']).optional(),
  logs: oneOf(['keep', 'delete']).optional(),
  artifacts: oneOf(['ignore', 'scan']).optional(),
  fix: oneOf(['off', 'suggest', 'pull_request']).optional(),
  issuers: list(issuer, 50).optional(),
  servers: list(server, 500).optional(),
  rotate: list(rotateRule, 100).optional(),
  issues: issues.optional(),
  breaker: breaker.optional(),
  dry_run: yesOrNo.optional(),
  deadlines: deadlines.optional(),
  escalation: escalation.optional(),
  governance: governance.optional(),
  dashboard: dashboard.optional(),
});

/** A valid policy file; what it leaves out is undefined. */
export type PolicyFile = z.infer<typeof policyFileSchema>;
