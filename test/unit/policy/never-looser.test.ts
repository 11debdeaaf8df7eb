import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mergePolicies } from '../../../src/policy/merge-policies.ts';
import { revokeModeFor } from '../../../src/policy/merge-revoke.ts';
import type { PolicyFile } from '../../../src/policy/policy-file.ts';
import type { Policy, RotateRule } from '../../../src/policy/policy.ts';
import { SEVERITIES } from '../../../src/policy/severity.ts';
import { POLICY_FILE_KEYS } from '../../../src/policy/preview/preview-policy.ts';

interface Key {
  readonly values: fc.Arbitrary<unknown>;
  /** Fails when the merged policy is looser than what the organisation's file says of this key. */
  readonly holds: (merged: Policy, organisation: PolicyFile) => void;
}

const REVOKE = ['never', 'ask', 'auto'] as const;
const name = fc.constantFrom('a', 'b', 'c');

/** A word of an order from the loosest to the strictest. */
const ordered = (
  key: 'mode' | 'scope' | 'variables' | 'logs' | 'artifacts' | 'fix',
  ...order: string[]
): Key => ({
  values: fc.constantFrom(...order),
  holds: (merged, organisation) =>
    expect(order.indexOf(merged[key])).toBeGreaterThanOrEqual(
      order.indexOf(organisation[key] ?? order[0] ?? ''),
    ),
});

const rotate: fc.Arbitrary<RotateRule> = fc.record({
  provider: name,
  overlapSeconds: fc.constant(0),
  target: fc.oneof(
    fc.record({
      kind: fc.constant('secret' as const),
      scope: fc.constantFrom('repository' as const, 'organization' as const),
      name,
    }),
    fc.record({ kind: fc.constant('vault' as const), path: name, field: name }),
  ),
});

/** Whoever adds a key to the file says here what "the strict side wins" means for it. */
const KEYS: Readonly<Record<string, Key>> = {
  mode: ordered('mode', 'observe', 'enforce'),
  scope: ordered('scope', 'mcp', 'all'),
  ignore: {
    values: fc.array(fc.record({ path: name, reason: name, until: fc.constant('2030-01-01') }), {
      maxLength: 3,
    }),
    holds(merged, { mode, ignore = [] }) {
      expect(merged.ignore.slice(0, ignore.length)).toEqual(ignore);
      if (mode === 'enforce') expect(merged.ignore).toHaveLength(ignore.length);
    },
  },
  revoke: {
    values: fc.dictionary(fc.constantFrom('default', 'production', 'staging'), fc.constantFrom(...REVOKE)),
    holds(merged, organisation) {
      const alone = mergePolicies(organisation, undefined).revoke;
      for (const environment of Object.keys(organisation.revoke ?? {}))
        expect(REVOKE.indexOf(revokeModeFor(merged.revoke, environment))).toBeGreaterThanOrEqual(
          REVOKE.indexOf(revokeModeFor(alone, environment)),
        );
    },
  },
  approvers: {
    values: fc.array(name, { minLength: 1, maxLength: 3 }),
    holds: (merged, { approvers }) => approvers && expect(merged.approvers).toEqual(approvers),
  },
  variables: ordered('variables', 'report', 'quarantine'),
  logs: ordered('logs', 'keep', 'delete'),
  artifacts: ordered('artifacts', 'ignore', 'scan'),
  fix: ordered('fix', 'off', 'suggest', 'pull_request'),
  issuers: {
    values: fc.array(fc.record({ issuer: name, clientId: name }), { maxLength: 2 }),
    holds: (merged, { issuers = [] }) => expect(merged.issuers).toEqual(issuers),
  },
  servers: {
    values: fc.array(fc.record({ name, url: name, environments: fc.constant([]), scopes: fc.constant([]) }), {
      maxLength: 2,
    }),
    holds: (merged, { servers = [] }) => expect(merged.servers).toEqual(servers),
  },
  rotate: {
    values: fc.array(rotate, { maxLength: 3 }),
    holds: (merged, { rotate: rules = [] }) => expect(merged.rotate ?? []).toEqual(rules),
  },
  issues: {
    values: fc.record(
      {
        repository: name,
        labels: fc.array(name, { maxLength: 2 }),
        assign: fc.constantFrom('owner', 'none'),
        public: fc.constantFrom('neutral', 'advisory'),
      },
      { requiredKeys: [] },
    ),
    holds(merged, { issues }) {
      expect(merged.issues.repository).toBe(issues?.repository);
      if (issues?.labels) expect(merged.issues.labels).toEqual(issues.labels);
      if (issues?.assign) expect(merged.issues.assign).toBe(issues.assign);
      if (issues?.public) expect(merged.issues.public).toBe(issues.public);
    },
  },
  breaker: {
    values: fc.record({ credentials: fc.nat(), minutes: fc.nat() }),
    holds: (merged, { breaker }) => expect(merged.breaker).toEqual(breaker),
  },
  deadlines: {
    values: fc.dictionary(fc.constantFrom(...SEVERITIES), fc.integer({ min: 60, max: 1000 })),
    holds(merged, { deadlines = {} }) {
      for (const severity of SEVERITIES)
        expect(merged.deadlines?.[severity] ?? 0).toBeLessThanOrEqual(deadlines[severity] ?? Infinity);
      for (const severity of Object.keys(deadlines)) expect(merged.deadlines).toHaveProperty(severity);
    },
  },
  escalation: {
    values: fc.record({ team: name, webhook: name }, { requiredKeys: [] }),
    holds: (merged, { escalation }) => expect(merged.escalation).toEqual(escalation),
  },
  governance: {
    values: fc.record(
      {
        hygiene: fc.constantFrom('issues', 'dashboard', 'off'),
        maxAge: fc.integer({ min: 60, max: 1000 }),
        checks: fc.dictionary(fc.constantFrom('no-owner', 'stale'), fc.constantFrom('on', 'off')),
      },
      { requiredKeys: [] },
    ),
    holds(merged, { governance }) {
      if (!governance) return expect(merged.governance).toBeUndefined();
      const off = Object.entries(governance.checks ?? {}).filter(([, is]) => is === 'off');
      expect(merged.governance).toMatchObject({
        hygiene: governance.hygiene ?? 'issues',
        maxAgeSeconds: governance.maxAge ?? 90 * 86_400,
        off: off.map(([id]) => id),
      });
    },
  },
  dashboard: {
    values: fc.record({ viewers: fc.array(name, { minLength: 1, maxLength: 3 }) }),
    holds: (merged, { dashboard }) => expect(merged.dashboard).toEqual(dashboard),
  },
  dry_run: {
    values: fc.boolean(),
    // The strict side sends no token anywhere.
    holds: (merged, { dry_run }) => dry_run === false && expect(merged.dryRun).toBeUndefined(),
  },
};

it('says what strict means for every key that a policy file may have', () => {
  expect(Object.keys(KEYS).toSorted()).toEqual([...POLICY_FILE_KEYS].toSorted());
});

it('never merges to a policy that is looser than the organisation’s, whatever a repository says', () => {
  const file = fc.record(Object.fromEntries(Object.entries(KEYS).map(([key, { values }]) => [key, values])), {
    requiredKeys: [],
  }) as fc.Arbitrary<PolicyFile>;
  const property = fc.property(file, file, (organisation, repository) => {
    const merged = mergePolicies(organisation, repository);
    for (const { holds } of Object.values(KEYS)) holds(merged, organisation);
  });
  expect(() => fc.assert(property, { numRuns: 1000 })).not.toThrow();
});
