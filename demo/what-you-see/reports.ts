import type { FirstLook, OpenCredential } from '../../src/inventory/first-look.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy.ts';
import { describeFirstContact, renderFirstContact } from '../../src/respond/render-first-contact.ts';
import { renderFindingAnswer } from '../../src/respond/answer-finding.ts';
import { renderHygiene } from '../../src/respond/render-hygiene.ts';
import { renderSummary } from '../../src/respond/render-summary.ts';
import { FINDING_ANSWERS } from '../../src/respond/words/finding-answers.ts';
import { ofIssue, ofList, type Chapter } from './example.ts';
import { HYGIENE } from './hygiene.ts';

const isAnswer = (one: string): one is keyof typeof FINDING_ANSWERS => Object.hasOwn(FINDING_ANSWERS, one);
const answers = Object.keys(FINDING_ANSWERS)
  .filter(isAnswer)
  .map((outcome) => renderFindingAnswer(outcome, { key: 'comment/1', login: 'octocat' }));

const week = {
  week: { name: '2026-W48', number: 48, year: 2026 },
  numbers: { opened: 14, dead: 12, medianSeconds: 8.4, overdue: 1, waiting: 2, paused: 0 },
  before: { opened: 9, dead: 9, medianSeconds: null, overdue: 0, waiting: 0, paused: 0 },
  owners: [
    { owner: '@acme/payments', open: 3, overdue: 1 },
    { owner: '@octocat', open: 1, overdue: 0 },
  ],
};

const look: FirstLook = {
  states: [
    { state: 'already_inactive', environment: null, count: 30 },
    { state: 'revoked_verified', environment: null, count: 9 },
    { state: 'approval_needed', environment: 'production', count: 2 },
    { state: 'denied_by_policy', environment: 'production', count: 1 },
    { state: 'denied_by_policy', environment: null, count: 3 },
    { state: 'accepted_unverified', environment: null, count: 1 },
    { state: 'dismissed', environment: null, count: 1 },
  ],
  repositories: 7,
  histories: { done: 12, failed: 1, scanning: 2 },
  gaps: ['discussions', 'contents:write'],
};
const facts = {
  public: false,
  live: true,
  production: true,
  destructive: true,
  atHead: true,
  exact: true,
} as const;
const open: readonly OpenCredential[] = [
  {
    incidentId: '1',
    provider: 'mcp',
    type: 'mcp-bearer',
    state: 'approval_needed',
    repository: 'acme/billing',
    facts: { ...facts, public: true },
  },
  {
    incidentId: '2',
    provider: 'stripe',
    type: 'stripe-secret-key',
    state: 'manual_required',
    repository: 'acme/shop',
    facts,
  },
];
const STRICT: Policy = {
  ...DEFAULT_POLICY,
  revoke: { default: 'auto', production: 'ask', staging: 'never' },
  variables: 'quarantine',
  logs: 'delete',
};

function firstContact(policy: Policy, isPublic = false, found: FirstLook = look) {
  const contact = describeFirstContact(found, open, policy);
  if (!contact) throw new Error('nothing to say');
  return renderFirstContact(contact, 7, { labels: ['rekey'], public: isPublic });
}

/** Issues of an organisation, not of a credential. */
export const REPORTS: Chapter = {
  heading: 'For the organisation',
  examples: [
    ofIssue(
      'The first contact',
      'One issue after the installation, once the history is read, and the page _First look_ of the dashboard with the same words. Nothing where there is nothing to say.',
      firstContact(STRICT),
      'first-contact',
    ),
    ofIssue(
      'The first contact under `mode: observe`',
      'With what would be revoked, and what would wait.',
      firstContact({ ...DEFAULT_POLICY, mode: 'observe' }),
    ),
    ofIssue(
      'The first contact where the public reads',
      'Numbers, and no names.',
      firstContact(DEFAULT_POLICY, true),
    ),
    ofIssue(
      'The first contact when nothing was found',
      'Only because something could not be read.',
      firstContact(DEFAULT_POLICY, false, { ...look, states: [], histories: {} }),
    ),
    ofIssue(
      'The weekly summary',
      'On Monday, in the repository that policy names for issues.',
      renderSummary(week, { labels: ['rekey'], public: false }),
      'weekly-summary',
    ),
    ofIssue(
      'What is worth mending',
      'One issue for each owner and week, in the security repository and only while that is private. It is kept up to date in place.',
      renderHygiene(HYGIENE, 'open', ['rekey']),
      'hygiene',
    ),
    ofIssue(
      'What is worth mending and nobody owns',
      'It calls the escalation team of the policy.',
      renderHygiene({ ...HYGIENE, owner: '', team: '@acme/security', ending: [] }, 'open', ['rekey']),
    ),
    ofIssue(
      'What is worth mending, when only exceptions end soon',
      'The owner of an exception hears of it 14 days before its end.',
      renderHygiene({ ...HYGIENE, groups: [] }, 'open', ['rekey']),
    ),
    ofList(
      'The answer to a command on that issue',
      'A reaction says what was done; these comments say the rest.',
      answers,
    ),
    ofList(
      'What was worth mending, once that is over',
      'Closed: by the issue of a later week in the same or another repository, because nothing is left, or because the public can read it by now. The same words are its comment; the last is that of one that opens again.',
      [
        ...([{ next: 61 }, { next: null }, 'nothing', 'hidden'] as const).map((state) => {
          const { title, comment } = renderHygiene(HYGIENE, state, []);
          return `${title}: ${comment}`;
        }),
        renderHygiene(HYGIENE, 'open', []).comment,
      ],
    ),
  ],
};
