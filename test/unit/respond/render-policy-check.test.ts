import { describe, expect, it } from '@jest/globals';
import { mergePolicies } from '../../../src/policy/merge-policies.ts';
import { policyFileSchema } from '../../../src/policy/policy-file-schema.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { POLICY_FILE_KEYS, previewPolicy } from '../../../src/policy/preview/preview-policy.ts';
import { renderPolicyCheck, type PolicyCheckReport } from '../../../src/respond/render-policy-check.ts';
import { changeWords, hasOwnWords } from '../../../src/respond/words/policy-keys.ts';

const TODAY = '2026-06-15';
const EVERYTHING = `
mode: observe
scope: all
ignore:
  - { path: 'docs/**', reason: 'made up', until: 2026-06-20 }
  - { path: 'old/**', reason: 'made up', until: 2026-01-01 }
  - { path: 'far/**', reason: 'made up', until: 2027-05-01 }
  - { path: 'dcos/**', reason: 'made up', until: 2026-12-31 }
revoke: { default: ask, production: auto, staging: never }
approvers: ['@acme/security', octocat]
variables: quarantine
logs: delete
artifacts: scan
fix: pull_request
issuers: [{ issuer: 'https://auth.example.com', client_id: rekey }]
servers: [{ name: billing, url: 'https://mcp.example.com' }]
rotate: [{ provider: doppler, secret: DOPPLER_TOKEN, repositories: [acme/app] }]
issues: { repository: acme/security, labels: [a, b], assign: none, public: advisory }
dry_run: true
`;
const FILE = parsePolicyFile(EVERYTHING, new Date(TODAY)).policy ?? {};
const ALL: Policy = {
  ...mergePolicies(undefined, FILE),
  breaker: { credentials: 5, minutes: 60 },
  ...(FILE.rotate ? { rotate: FILE.rotate } : {}),
};
const pair = new Map([[1, { before: DEFAULT_POLICY, after: ALL }]]);
const incidents = [
  { held: false, places: [{ repositoryId: 1, path: 'docs/a' }] },
  { held: false, places: [{ repositoryId: 1, path: 'docs/b' }] },
];
const preview = previewPolicy(DEFAULT_POLICY, ALL, {
  today: TODAY,
  file: FILE,
  paths: ['docs/a', 'far/a'],
  open: { incidents, pairs: pair },
});
const report = (more: Partial<PolicyCheckReport> = {}): PolicyCheckReport => ({
  path: '.github/rekey.yml',
  errors: [],
  tense: 'would',
  ofOrganisation: false,
  removed: false,
  unknownBefore: false,
  numbers: 'all',
  preview,
  ...more,
});
/** All that is read, as one text. */
const page = (one: PolicyCheckReport) => {
  const { conclusion, title, summary, annotations } = renderPolicyCheck(one);
  const marks = annotations.map(({ path, start_line, message }) => `${path}:${start_line} ${message}`);
  return [`${conclusion}: ${title}`, summary, ...marks].join('\n\n');
};

describe('renderPolicyCheck', () => {
  it('names no number that a path would give a place where the public reads, and none at all for a fork', () => {
    const effects = { ignored: 3, counted: 4, released: 5, asked: 6 };
    const of = (numbers: PolicyCheckReport['numbers']) =>
      page(report({ numbers, preview: { ...preview, effects } }));
    expect(of('without-places')).toContain('5 waiting credentials');
    expect(of('without-places')).not.toMatch(/[34] open/);
    expect(of('none')).not.toMatch(/[3456] (?:open|waiting|credentials)/);
    expect(of('none')).toContain('is not said where people read who may not see them all');
  });

  it('says what becomes of open incidents before it lists settings', () => {
    const { summary } = renderPolicyCheck(report());
    const at = summary.indexOf('**2 open incidents would be ignored.**');
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(summary.indexOf('`mode`'));
  });

  it('stays below GitHub’s limit', () => {
    const ignore = Array.from({ length: 200 }, (_, n) => ({
      path: '`|'.repeat(99) + n,
      reason: 'x',
      until: '2099-01-01',
    }));
    const after = { ...ALL, ignore };
    const long = previewPolicy(DEFAULT_POLICY, after, { today: TODAY, file: { ignore }, paths: [] });
    const errors = Array.from({ length: 50 }, (_, line) => ({ line, message: 'x'.repeat(900) }));
    for (const one of [report({ preview: long }), report({ errors })])
      expect(renderPolicyCheck(one).summary.length).toBeLessThan(65_535);
  });
});

describe('changeWords', () => {
  it.each(POLICY_FILE_KEYS)(
    'has words for the key %s: whoever adds one says in policy-keys.ts what it means',
    (key) => {
      expect(hasOwnWords(key)).toBe(true);
      expect(changeWords(key, DEFAULT_POLICY, ALL).length).toBeGreaterThan(0);
    },
  );

  it.each(Object.keys(policyFileSchema.shape.issues.unwrap().shape))('has words for issues.%s', (key) => {
    expect(hasOwnWords('issues', key)).toBe(true);
    expect(changeWords('issues', DEFAULT_POLICY, ALL).join()).toContain(`issues.${key}`);
  });

  it('names a key all the same for which there are none', () => {
    expect(changeWords('new_key', DEFAULT_POLICY, ALL)).toEqual(['`new_key` changes.']);
  });
});
