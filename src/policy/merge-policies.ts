import { mergeDeadlines } from './deadlines.ts';
import { mergeRevoke } from './merge-revoke.ts';
import type { PolicyFile } from './policy-file-schema.ts';
import { DEFAULT_GOVERNANCE, DEFAULT_POLICY, type GovernancePolicy, type Policy } from './policy.ts';

/** The values of a key from the loosest to the strictest. */
const STRICTNESS = {
  mode: ['observe', 'enforce'],
  scope: ['mcp', 'all'],
  variables: ['report', 'quarantine'],
  logs: ['keep', 'delete'],
  artifacts: ['ignore', 'scan'],
  fix: ['off', 'suggest', 'pull_request'],
} as const;

/** The stricter of two values; where only one file has the key, its value. */
function stricter<T extends string>(
  order: readonly T[],
  organisation: T | undefined,
  own: T | undefined,
): T | undefined {
  if (organisation === undefined || own === undefined) return organisation ?? own;
  return order.indexOf(own) > order.indexOf(organisation) ? own : organisation;
}

/** An organisation that says `enforce` has forbidden what a repository's own ignore rules would allow. */
function forbidsIgnoring(organisation: PolicyFile | undefined): boolean {
  return organisation?.mode === 'enforce';
}

/**
 * One policy out of the organisation's file and the repository's. What the organisation's file says cannot be loosened;
 * what it does not mention, the repository decides; what neither mentions is {@link DEFAULT_POLICY}.
 *
 * - `mode`, `scope`, `variables`, `logs`, `artifacts`, `fix`, `revoke`: the stricter value (`enforce` over `observe`, `all`
 *   over `mcp`, `quarantine`, `delete`, `scan`, `pull_request` over `suggest` over `off`, `auto` over `ask` over `never`).
 * - `approvers`: the organisation's list where it has one, else the repository's.
 * - `ignore`: both files' rules; only the organisation's where its file says `mode: enforce`.
 * - `issuers`, `servers`: decide where tokens are sent. Where an organisation's file exists, it alone is the register,
 *   even when it lists none. Without one, the repository's file is used, and only for what was found in that
 *   repository: whoever can write that file can already read those texts. Never join the registers of two repositories.
 * - `rotate`: the organisation's alone. Whoever holds a key of another team could leak it in a repository of his own, and
 *   have its successor written into a secret of that repository.
 * - `breaker`: the organisation's alone. Neither a low nor a high number is the strict one: a repository could stop every
 *   revocation of the organisation with 1, or let a mistake end all of them with 1000.
 * - `deadlines`: for each severity the shorter time.
 * - `escalation`: the organisation's alone, since what Rekey knows is sent there.
 * - `governance`: the organisation's alone, for the register is one over all of its repositories.
 * - `dashboard`: the organisation's alone, for whoever opens it sees all of its repositories.
 * - `dry_run`: a token is sent somewhere, so the organisation's word where it has one, else the repository's.
 * - `issues.repository`: as with the registers, only the organisation's where its file exists. Reports go to a repository
 *   of the same owner only; the job that writes them sees to it. Its labels, `assign` and
 *   `public` (neither value tells the public anything): the organisation's word, else the repository's.
 *
 * @param organisation undefined where there is no such file. A file that is there but broken, with no last good
 *   version, is `{}`: it must not count as absent.
 */
export function mergePolicies(
  organisation: PolicyFile | undefined,
  repository: PolicyFile | undefined,
): Policy {
  const register = organisation ?? repository;
  const issuesRepository = register?.issues?.repository;
  const assign = organisation?.issues?.assign ?? repository?.issues?.assign;
  const inPublic = organisation?.issues?.public ?? repository?.issues?.public;
  const approvers = organisation?.approvers ?? repository?.approvers;
  const deadlines = mergeDeadlines(organisation?.deadlines, repository?.deadlines);
  return {
    mode: stricter(STRICTNESS.mode, organisation?.mode, repository?.mode) ?? DEFAULT_POLICY.mode,
    scope: stricter(STRICTNESS.scope, organisation?.scope, repository?.scope) ?? DEFAULT_POLICY.scope,
    variables:
      stricter(STRICTNESS.variables, organisation?.variables, repository?.variables) ??
      DEFAULT_POLICY.variables,
    logs: stricter(STRICTNESS.logs, organisation?.logs, repository?.logs) ?? DEFAULT_POLICY.logs,
    artifacts:
      stricter(STRICTNESS.artifacts, organisation?.artifacts, repository?.artifacts) ??
      DEFAULT_POLICY.artifacts,
    fix: stricter(STRICTNESS.fix, organisation?.fix, repository?.fix) ?? DEFAULT_POLICY.fix,
    ignore: [
      ...(organisation?.ignore ?? []),
      ...(forbidsIgnoring(organisation) ? [] : (repository?.ignore ?? [])),
    ],
    revoke: mergeRevoke(organisation?.revoke, repository?.revoke),
    ...(approvers === undefined ? {} : { approvers }),
    issuers: register?.issuers ?? DEFAULT_POLICY.issuers,
    servers: register?.servers ?? DEFAULT_POLICY.servers,
    ...(organisation?.rotate && has(organisation.rotate) ? { rotate: organisation.rotate } : {}),
    ...(organisation?.breaker ? { breaker: organisation.breaker } : {}),
    ...(deadlines ? { deadlines } : {}),
    ...(organisation?.escalation ? { escalation: organisation.escalation } : {}),
    ...(organisation?.governance ? { governance: governanceOf(organisation.governance) } : {}),
    ...(organisation?.dashboard ? { dashboard: organisation.dashboard } : {}),
    ...((organisation?.dry_run ?? repository?.dry_run) ? { dryRun: true } : {}),
    issues: {
      labels: organisation?.issues?.labels ?? repository?.issues?.labels ?? DEFAULT_POLICY.issues.labels,
      ...(issuesRepository === undefined ? {} : { repository: issuesRepository }),
      ...(assign === undefined ? {} : { assign }),
      ...(inPublic === undefined ? {} : { public: inPublic }),
    },
  };
}

function governanceOf(said: NonNullable<PolicyFile['governance']>): GovernancePolicy {
  return {
    hygiene: said.hygiene ?? DEFAULT_GOVERNANCE.hygiene,
    maxTokenSeconds: said.maxTokenSeconds ?? DEFAULT_GOVERNANCE.maxTokenSeconds,
    maxAgeSeconds: said.maxAge ?? DEFAULT_GOVERNANCE.maxAgeSeconds,
    unusedSeconds: said.unusedAfter ?? DEFAULT_GOVERNANCE.unusedSeconds,
    off: Object.entries(said.checks ?? {}).flatMap(([id, is]) => (is === 'off' ? [id] : [])),
  };
}

/** The keys that count in the organisation's file only, also where there is none. */
export const ORGANISATION_ONLY: ReadonlySet<string> = new Set([
  'rotate',
  'breaker',
  'escalation',
  'governance',
  'dashboard',
]);

function has(entries: readonly unknown[] | undefined): boolean {
  return (entries?.length ?? 0) > 0;
}

/**
 * The keys of the repository's file that {@link mergePolicies} did not use because they are the organisation's to say,
 * so that its authors can be told.
 */
export function unusedKeys(
  organisation: PolicyFile | undefined,
  repository: PolicyFile | undefined,
): readonly string[] {
  const unused = {
    approvers: has(repository?.approvers) && organisation?.approvers !== undefined,
    ignore: has(repository?.ignore) && forbidsIgnoring(organisation),
    issuers: has(repository?.issuers) && organisation !== undefined,
    servers: has(repository?.servers) && organisation !== undefined,
    rotate: has(repository?.rotate),
    breaker: repository?.breaker !== undefined,
    escalation: repository?.escalation !== undefined,
    governance: repository?.governance !== undefined,
    dashboard: repository?.dashboard !== undefined,
    dry_run: repository?.dry_run === true && organisation?.dry_run === false,
    'issues.repository': repository?.issues?.repository !== undefined && organisation !== undefined,
  };
  return Object.entries(unused).flatMap(([key, is]) => (is ? [key] : []));
}
