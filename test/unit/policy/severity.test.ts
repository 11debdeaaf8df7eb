import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deadlineFor, durationText, mergeDeadlines } from '../../../src/policy/deadlines.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';
import { previewPolicy } from '../../../src/policy/preview/preview-policy.ts';
import { mergePolicies, unusedKeys } from '../../../src/policy/merge-policies.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import {
  reasonsOf,
  SEVERITIES,
  severityOf,
  type SeverityFact,
  type SeverityFacts,
} from '../../../src/policy/severity.ts';

const NOTHING: SeverityFacts = {
  public: false,
  live: false,
  production: false,
  destructive: false,
  atHead: false,
  exact: false,
};
const factsWith = (...facts: readonly SeverityFact[]): SeverityFacts => ({
  ...NOTHING,
  ...Object.fromEntries(facts.map((fact) => [fact, true])),
});

const rank = (one: SeverityFacts): number => SEVERITIES.indexOf(severityOf(one));
const ALL: readonly SeverityFact[] = ['public', 'live', 'production', 'destructive', 'atHead', 'exact'];

describe('severityOf', () => {
  it.each<[string, ...SeverityFact[]]>([
    ['critical', 'public', 'live'],
    ['critical', 'live', 'production', 'destructive', 'atHead'],
    ['high', 'public'],
    ['critical', 'public', 'exact', 'atHead'],
    ['high', 'live', 'production', 'atHead'],
    ['high', 'live', 'production'],
    ['high', 'live', 'atHead'],
    ['medium', 'live'],
    ['medium', 'exact', 'atHead'],
    ['medium', 'production'],
    ['low', 'exact'],
    ['medium', 'atHead'],
    ['medium', 'production', 'destructive'],
    ['low'],
  ])('is %s for %p %p %p', (severity, ...facts) => {
    expect(severityOf(factsWith(...facts))).toBe(severity);
    expect(new Set(reasonsOf(factsWith(...facts)))).toEqual(new Set(facts));
  });

  it('never becomes milder by a fact that is worse', () => {
    const facts = fc.record({
      public: fc.boolean(),
      live: fc.boolean(),
      production: fc.boolean(),
      destructive: fc.boolean(),
      atHead: fc.boolean(),
      exact: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, fc.constantFrom(...ALL), (known, fact) => {
        expect(rank({ ...known, [fact]: true })).toBeLessThanOrEqual(rank(known));
      }),
    );
  });
});

describe('deadlines', () => {
  it('have defaults, each by itself', () => {
    expect(SEVERITIES.map((severity) => durationText(deadlineFor(DEFAULT_POLICY, severity)))).toEqual([
      '1h',
      '1d',
      '7d',
      '30d',
    ]);
    expect(deadlineFor({ deadlines: { high: 60 } }, 'high')).toBe(60);
    expect(deadlineFor({ deadlines: { high: 60 } }, 'low')).toBe(30 * 86_400);
  });

  it('of two files are the shorter ones', () => {
    expect(mergeDeadlines(undefined, undefined)).toBeUndefined();
    expect(mergeDeadlines({}, {})).toBeUndefined();
    expect(mergeDeadlines({ high: 100, low: 5 }, { high: 60, low: 9, medium: 7 })).toEqual({
      high: 60,
      low: 5,
      medium: 7,
    });
  });

  it('are read from the file, and a longer one of a repository is said to be without effect', () => {
    const organisation = parsePolicyFile('deadlines: { critical: 30m, low: 90d }\n').policy;
    const own = parsePolicyFile('deadlines: { critical: 2h, low: 10d }\n').policy;
    const merged = mergePolicies(organisation, own);
    expect(merged.deadlines).toEqual({ critical: 1800, low: 864_000 });
    const { withoutEffect } = previewPolicy(DEFAULT_POLICY, merged, {
      today: '2026-11-25',
      merged: { organisation },
      ...(own ? { file: own } : {}),
    });
    expect(withoutEffect).toEqual([{ key: 'deadlines.critical', holds: '30m' }]);
    expect(parsePolicyFile('deadlines: { critical: soon }\n').errors).toMatchObject([{ line: 1 }]);
  });
});

describe('escalation', () => {
  it('is the organisation’s to say', () => {
    const text = 'escalation: { team: "@acme/security", webhook: https://hooks.acme.dev/rekey }\n';
    const file = parsePolicyFile(text).policy;
    const escalation = { team: '@acme/security', webhook: 'https://hooks.acme.dev/rekey' };
    expect(mergePolicies(file, {}).escalation).toEqual(escalation);
    expect(mergePolicies(undefined, file).escalation).toBeUndefined();
    expect(mergePolicies({}, file).escalation).toBeUndefined();
    expect(unusedKeys(undefined, file)).toEqual(['escalation']);
  });

  it.each(['http://hooks.acme.dev/', 'https://u:p@acme.dev/', 'ftp://acme.dev/', 'hooks'])(
    'is not sent to %s',
    (webhook) => {
      expect(parsePolicyFile(`escalation: { webhook: "${webhook}" }\n`).errors).toHaveLength(1);
    },
  );
});
