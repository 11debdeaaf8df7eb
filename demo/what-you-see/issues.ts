import { NO_ACCOUNT } from '../../src/github/login.ts';
import { renderAdvisory } from '../../src/respond/render-advisory.ts';
import { renderIssue } from '../../src/respond/render-issue.ts';
import { renderPause } from '../../src/respond/render-pause.ts';
import { renderReopened } from '../../src/respond/reopen-issue.ts';
import { PAUSED_WORDS } from '../../src/respond/words/breaker.ts';
import { ownershipSection } from '../../src/respond/words/ownership.ts';
import { ofComment, ofConversation, ofIssue, ofList, type Chapter } from './example.ts';
import { at, exampleIncident, manualIncident, REPLACEMENT, waitingIncident } from './example-reports.ts';
import { elsewhereIncident, logIncident } from './other-places.ts';

const dead = exampleIncident();
const waiting = waitingIncident();
const manual = manualIncident();
const openly = { ...dead, public: true, state: 'revoking' as const };

const replaced = exampleIncident({
  successor: {
    stage: 'replaced',
    target: {
      kind: 'secret',
      family: 'actions',
      scope: 'environment',
      environment: 'production',
      owner: 'acme',
      repository: 'billing',
      name: 'GH_TOKEN',
    },
  },
  reach: {
    ways: [
      {
        repository: 'acme/billing',
        path: '.github/workflows/release.yml',
        holder: { via: 'secret', name: 'GH_TOKEN', scope: 'environment' },
        job: 'release',
        environment: 'production',
      },
    ],
    count: 1,
    repositories: 1,
    more: false,
  },
  timeline: [
    at(0, 'found'),
    at(40, 'rotation_asked'),
    at(420, 'issued'),
    at(900, 'secret_written'),
    at(910, 'delivered'),
    at(1400, 'old_revoked'),
    at(1410, 'revoked_verified'),
  ],
});

const urgent = manualIncident({
  urgent: true,
  danger: { public: true, live: true, production: true, destructive: true, atHead: true, exact: true },
  timeline: [at(0, 'found'), at(14, 'manual_required'), at(86_400_000, 'made_public')],
});

const back = manualIncident({
  timeline: [
    at(0, 'found'),
    at(14, 'manual_required'),
    at(60_000, 'risk_accepted', { person: '@octocat' }),
    at(60_001, 'dismissed'),
    at(8_000_000_000, 'risk_ended'),
    at(8_000_000_001, 'manual_required'),
  ],
});

const stream = exampleIncident({
  timeline: [...dead.timeline, at(900, 'stream_opened'), at(960, 'stream_outlives_token')],
});

const observed = exampleIncident({
  state: 'denied_by_policy',
  explanation: 'The policy only observes.',
  plan: {
    why: 'observe',
    action: 'revoke',
    provider: 'GitHub',
    reversible: false,
    sentTo: ['https://api.github.com'],
    blast: 'token',
    dryRun: true,
  },
  timeline: [at(0, 'found'), at(12, 'denied_by_policy')],
});

const dismissed = exampleIncident({
  state: 'dismissed',
  explanation: 'Risk accepted by octocat until 2027-01-31: the old server is shut down in January',
  timeline: [at(0, 'found'), at(9_000, 'risk_accepted', { person: '@octocat' }), at(9_001, 'dismissed')],
});

const PUBLIC = { owner: 'acme', name: 'website', private: false };
const inPublic = {
  ...waiting,
  public: true,
  exposures: waiting.exposures.map((one) => ({ ...one, repository: PUBLIC })),
  repositories: [{ ...PUBLIC, count: 1 }],
};
const advisory = renderAdvisory(inPublic, REPLACEMENT);
const elsewhere = renderIssue({ ...dead, public: true }, REPLACEMENT, { public: true });
const pause = {
  id: 'pause',
  owner: 'acme',
  outsiders: false,
  ended: 20,
  minutes: 10,
  waiting: 31,
  over: false,
};
const PAUSE_OPTIONS = { labels: ['rekey'], public: false };

const introduced = dead.introduction;
const KINDS = ['commit', 'log', 'artifact', 'thread'] as const;
const whose = KINDS.flatMap((kind) =>
  (kind === 'commit' ? ['octocat', NO_ACCOUNT] : ['octocat']).map((author) =>
    ownershipSection(
      {
        state: 'manual_required',
        ...(introduced ? { introduction: { ...introduced, kind, author } } : {}),
        ownership: { owners: ['@acme/payments'], source: 'person' },
      },
      false,
    ).join('\n\n'),
  ),
);
const held = { credentials: 20, minutes: 10 };

/** Issues of credentials and of pauses. */
export const ISSUES: Chapter = {
  heading: 'The issue',
  examples: [
    ofIssue(
      'The issue: dead',
      'One for each credential; it closed itself.',
      renderIssue(dead, REPLACEMENT),
      'issue-dead',
    ),
    ofIssue(
      'The issue: waits for approval',
      'Whoever policy names decides here, in the check, or in the dashboard.',
      renderIssue(waiting, REPLACEMENT),
      'issue-waiting',
      [
        { by: 'octocat', body: '/rekey approve' },
        { body: renderIssue({ ...waiting, state: 'revoked_verified' }, REPLACEMENT).comment },
      ],
    ),
    ofIssue(
      'The issue: only a person can revoke it',
      'With the provider’s own page.',
      renderIssue(manual, REPLACEMENT),
    ),
    ofIssue(
      'The issue on a public repository while the credential may live',
      'Everything else is in the dashboard until it is dead.',
      renderIssue(openly, REPLACEMENT, { public: true }),
    ),
    ofConversation(
      'The private advisory',
      'With `issues: { public: advisory }` in the policy: a draft that only the people of a public repository can read.',
      {
        title: advisory.summary,
        body: advisory.description,
        number: 1,
        kind: 'advisory',
        state: 'draft',
      },
      'advisory',
    ),
    ofIssue(
      'The issue: dead, where the public reads of a private repository',
      'Places, people and abilities of private repositories are none of its business.',
      elsewhere,
    ),
    ofIssue(
      'The issue: a new value was put in its place',
      'Where the policy says where the credential is used.',
      renderIssue(replaced, REPLACEMENT),
    ),
    ofIssue(
      'The issue: its repository became public',
      'With the label `urgent`.',
      renderIssue(urgent, REPLACEMENT),
    ),
    ofIssue(
      'The issue: an accepted risk ended',
      'It opens itself again on the day that was named.',
      renderIssue(back, REPLACEMENT),
    ),
    ofIssue(
      'The issue: dead, but a stream is still open',
      'What the MCP server does with a connection whose token is gone is for a person.',
      renderIssue(stream, REPLACEMENT),
    ),
    ofIssue(
      'The issue: what Rekey would do',
      'Under `mode: observe` nothing is revoked.',
      renderIssue(observed, REPLACEMENT),
    ),
    ofIssue(
      'The issue: set aside by a person',
      'With the name of who said so, the reason, and until when.',
      renderIssue(dismissed, REPLACEMENT),
    ),
    ofIssue(
      'The issue: in texts, logs, artifacts, variables and alerts',
      'Every place, capped, with the true count.',
      renderIssue(elsewhereIncident, REPLACEMENT),
    ),
    ofIssue(
      'The issue: in a log alone, and not proved dead',
      'A log has no git history.',
      renderIssue(
        { ...logIncident, state: 'unsupported', timeline: [at(0, 'found'), at(170, 'unsupported')] },
        REPLACEMENT,
      ),
    ),
    ofList(
      'The comments of the issue',
      'One for each change of state, and none for anything else.',
      [dead, waiting, manual, back, stream, observed, dismissed].map(
        (incident) => renderIssue(incident, REPLACEMENT).comment,
      ),
    ),
    ofList('Whose it is', 'By what it came with, and by whose word.', whose),
    ofComment(
      'The comment on an issue that was closed by hand',
      'Once, while the credential lives.',
      renderReopened(dead.id),
    ),
    ofList('What an issue says while its revocation is held back', 'By who brought the credential.', [
      PAUSED_WORDS.incident.own(held),
      PAUSED_WORDS.incident.outsiders(held),
    ]),
    ofList(
      'What an issue says of a bearer that was not sent to its issuer',
      'Its server refuses it, as it did many others within minutes.',
      [PAUSED_WORDS.unseen(held)],
    ),
    ofIssue(
      'The issue that calls a person when too much is revoked at once',
      'Once for each pause.',
      renderPause(pause, PAUSE_OPTIONS),
      'issue-pause',
    ),
    ofIssue(
      'The same when outsiders brought it',
      'What came through forks, comments and public wikis is counted alone.',
      renderPause({ ...pause, outsiders: true }, PAUSE_OPTIONS),
    ),
    ofIssue(
      'The same where the public reads',
      'It does not say how much lives.',
      renderPause(pause, { ...PAUSE_OPTIONS, public: true }),
    ),
    ofIssue(
      'The same when the pause is over',
      'It closed itself.',
      renderPause({ ...pause, over: true }, PAUSE_OPTIONS),
    ),
  ],
};
