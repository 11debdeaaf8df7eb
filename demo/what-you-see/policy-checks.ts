import { mergePolicies } from '../../src/policy/merge-policies.ts';
import { parsePolicyFile } from '../../src/policy/policy-file.ts';
import { DEFAULT_GOVERNANCE, DEFAULT_POLICY, type Policy } from '../../src/policy/policy.ts';
import { previewPolicy } from '../../src/policy/preview/preview-policy.ts';
import { renderPolicyCheck, type PolicyCheckReport } from '../../src/respond/render-policy-check.ts';
import { EFFECT_WORDS } from '../../src/respond/words/policy.ts';
import { ofCheck, ofList, type Chapter } from './example.ts';

const TODAY = '2026-06-15';
const FILE = `mode: enforce
ignore:
  - { path: 'docs/**', reason: 'made up', until: 2026-12-31 }
fix: pull_request
`;
const MISTAKEN = `mode: observe
moode: enforce
ignore:
  - { path: 'docs/**', until: 2026-12-31 }
`;
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
issuers: [{ issuer: 'https://auth.acme.dev', client_id: rekey }]
servers: [{ name: billing, url: 'https://mcp.acme.dev/billing' }]
issues: { repository: acme/security, labels: [a, b], assign: none, public: advisory }
breaker: { credentials: 5, minutes: 60 }
deadlines: { high: 12h }
escalation: { team: '@acme/security', webhook: 'https://hooks.acme.dev/rekey' }
governance: { hygiene: dashboard, max_token_ttl: 15m, max_age: 30d, unused_after: 60d, checks: { no-audit: off, no-audits: off } }
dashboard: { viewers: ['@acme/security'] }
dry_run: true
`;

const report = (more: Partial<PolicyCheckReport>): PolicyCheckReport => ({
  path: '.github/rekey.yml',
  errors: [],
  tense: 'would',
  ofOrganisation: false,
  removed: false,
  unknownBefore: false,
  numbers: 'all',
  ...more,
});
const effects = { ignored: 2, counted: 1, released: 1, asked: 3 };
const incidents = ['docs/a.json', 'docs/b.json'].map((path) => ({
  held: false,
  places: [{ repositoryId: 1, path }],
}));

function preview(before: Policy, text: string, counted = false) {
  const file = parsePolicyFile(text, new Date(TODAY)).policy ?? {};
  const after = mergePolicies(file, undefined);
  const pairs = new Map([[1, { before, after }]]);
  const made = previewPolicy(before, after, {
    today: TODAY,
    file,
    paths: ['docs/a.json', 'far/a.json'],
    open: { incidents, pairs },
  });
  return counted ? { ...made, effects } : made;
}
const everything = preview(DEFAULT_POLICY, EVERYTHING, true);
const back = previewPolicy(everything.after, DEFAULT_POLICY, { today: TODAY });
const otherwise = previewPolicy(
  { ...DEFAULT_POLICY, ignore: [...everything.after.ignore], escalation: {} },
  {
    ...DEFAULT_POLICY,
    fix: 'off',
    ignore: everything.after.ignore.toReversed(),
    revoke: { default: 'auto', production: 'ask', staging: 'auto' },
    escalation: { webhook: 'https://hooks.acme.dev/rekey' },
    governance: { ...DEFAULT_GOVERNANCE, hygiene: 'off' },
  },
  { today: TODAY, open: { incidents: [], pairs: new Map() } },
);
const overruled = previewPolicy(DEFAULT_POLICY, DEFAULT_POLICY, {
  today: TODAY,
  file: {
    mode: 'observe',
    escalation: { team: '@acme/billing' },
    issues: { repository: 'acme/billing' },
  },
  merged: { organisation: { mode: 'enforce' } },
});

const counted = Object.values(EFFECT_WORDS).flatMap((words) =>
  [1, 2].flatMap((n) => [words(n, 'would'), words(n, 'is')]),
);

/** Check runs of the policy file. */
export const POLICY_CHECKS: Chapter = {
  heading: 'The check of the policy file',
  examples: [
    ofCheck(
      'Rekey policy: errors at their lines',
      'On a push or pull request that touches `.github/rekey.yml`.',
      renderPolicyCheck(report({ errors: parsePolicyFile(MISTAKEN, new Date(TODAY)).errors })),
      'policy-errors',
    ),
    ofCheck(
      'Rekey policy: what the file would change',
      'Before it is merged.',
      renderPolicyCheck(report({ preview: preview(DEFAULT_POLICY, FILE) })),
      'policy-preview',
    ),
    ofCheck(
      'Rekey policy: every key',
      'What each of them means, in a file of the organisation that sets all.',
      renderPolicyCheck(
        report({ preview: everything, ofOrganisation: true, unknownBefore: true, examined: 500 }),
      ),
    ),
    ofCheck(
      'Rekey policy: said otherwise',
      'The order of a list, and words that mean what held before.',
      renderPolicyCheck(report({ preview: otherwise })),
    ),
    ofCheck(
      'Rekey policy: the file is gone',
      'After a push to the default branch, where the public reads.',
      renderPolicyCheck(report({ tense: 'is', preview: back, removed: true, numbers: 'none' })),
    ),
    ofCheck(
      'Rekey policy: what has no effect',
      'The organisation’s file is stricter, or decides it alone.',
      renderPolicyCheck(report({ preview: overruled })),
    ),
    ofCheck(
      'Rekey policy: names that give nobody a right',
      'A name that nobody has, one that changed hands, and one of which Rekey may not ask.',
      renderPolicyCheck(
        report({
          ofOrganisation: true,
          preview: preview(
            DEFAULT_POLICY,
            "approvers: ['@octcat', '@octocat']\ndashboard: { viewers: ['@acme/security'] }\n",
          ),
          names: [
            { name: '@octcat', key: 'approvers', what: 'nobody' },
            { name: '@octocat', key: 'approvers', what: 'taken' },
            { name: '@acme/security', key: 'dashboard.viewers', what: 'unasked' },
          ],
        }),
      ),
    ),
    ofCheck(
      'Rekey policy: the organisation’s file has errors',
      'Nothing can be told of any other file then.',
      renderPolicyCheck(report({})),
    ),
    ofList(
      'Rekey policy: what a change means for open incidents',
      'In the title and the summary, of what would be and of what is.',
      counted,
    ),
  ],
};
