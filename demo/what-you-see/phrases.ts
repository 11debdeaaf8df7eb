import { describeGap } from '../../src/inventory/gaps.ts';
import { whatItCouldDo } from '../../src/inventory/what-it-could-do.ts';
import type { PlanReport } from '../../src/inventory/report.ts';
import type { SecretTarget } from '../../src/inventory/rotation.ts';
import { INCIDENT_STATES } from '../../src/inventory/state.ts';
import { SEVERITIES } from '../../src/policy/severity.ts';
import { code, row } from '../../src/respond/markdown.ts';
import { place } from '../../src/respond/place.ts';
import {
  NOT_A_SECRET_BUTTON,
  RESCAN_BUTTON,
  REVOKE_BUTTON,
  whoMayDecide,
} from '../../src/respond/words/approval.ts';
import { PAUSED_WORDS } from '../../src/respond/words/breaker.ts';
import { CHECK_PARTS, CHECK_WORDS } from '../../src/respond/words/check.ts';
import { BUTTON_REASON } from '../../src/respond/words/commands.ts';
import { FIRST_WORDS } from '../../src/respond/words/first-contact.ts';
import { HYGIENE_WORDS } from '../../src/respond/words/hygiene.ts';
import { FORM_WORDS } from '../../src/respond/words/decisions.ts';
import { EVENTS, eventName } from '../../src/respond/words/events.ts';
import { ISSUE_WORDS } from '../../src/respond/words/issue.ts';
import { planSentence } from '../../src/respond/words/plan.ts';
import { ROTATION_WORDS } from '../../src/respond/words/rotation.ts';
import { RUN_LOG_WORDS } from '../../src/respond/words/run-logs.ts';
import { severityWords } from '../../src/respond/words/severity.ts';
import { STATE_WORDS } from '../../src/respond/words/states.ts';
import { todoWords } from '../../src/respond/words/successor.ts';
import { whyItCounts } from '../../src/respond/words/why.ts';
import { ReadingNotes, type NoteKind } from '../../src/sources/reading-notes.ts';
import { THREAD_TYPES } from '../../src/github/place.ts';
import { ofList, type Chapter, type Example } from './example.ts';
import { exampleExposure, exampleIncident } from './example-reports.ts';

const SLOTS = [
  'env',
  'header',
  'argument',
  'url-query',
  'url-path',
  'url-userinfo',
  'oauth-token',
  'oauth-client-secret',
  'text',
] as const;
const SURE = ['exact', 'high', 'medium', 'low'] as const;

const why = SLOTS.flatMap((slot, index) => {
  const confidence = SURE[index % SURE.length] ?? 'high';
  const { server: _server, key: _key, ...unnamed } = exampleExposure({ slot, confidence });
  return [whyItCounts(exampleExposure({ slot, confidence })), whyItCounts(unnamed)];
});

const PLAN: PlanReport = {
  why: 'approval',
  action: 'revoke',
  reversible: false,
  sentTo: ['https://auth.acme.dev'],
  dryRun: false,
};
const ACTIONS = [
  'revoke',
  'disable',
  'remove_client',
  'manual',
  'unsupported',
  'untrusted',
  'nothing',
] as const;
const BLASTS = ['token', 'grant', 'installation', 'all_user_tokens', 'client'] as const;
const plans = [
  ...ACTIONS.map((action) => planSentence({ ...PLAN, action })),
  ...ACTIONS.map((action) => planSentence({ ...PLAN, action, why: 'observe', sentTo: [] })),
  ...BLASTS.map((blast) => planSentence({ ...PLAN, blast, provider: 'GitHub' })),
  planSentence({ ...PLAN, needs: 'own_right', reversible: true, remote: true }),
  planSentence({
    ...PLAN,
    needs: 'operator',
    reversible: true,
    pageUrl: 'https://github.com/settings/tokens',
  }),
];

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...columns), row(...columns.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

const states: Example = {
  heading: 'How a credential may stand',
  when: 'In checks, issues, comments and the dashboard.',
  markdown: table(
    ['Is it dead?', 'What that means', 'What is left to do'],
    INCIDENT_STATES.map((state) => {
      const { label, meaning, todo } = STATE_WORDS[state];
      return [label, meaning, todo];
    }),
  ),
};

const vault = { kind: 'vault', path: 'kv/billing', field: 'token' } as const;
const secret = (scope: 'repository' | 'organization') =>
  ({
    kind: 'secret',
    family: 'actions',
    scope,
    owner: 'acme',
    repository: 'billing',
    name: 'GH_TOKEN',
  }) as const;
const successors = [
  todoWords(exampleIncident({ successor: { stage: 'replaced', target: vault } }), false),
  todoWords(exampleIncident({ successor: { stage: 'replaced', target: secret('repository') } }), false),
  todoWords(exampleIncident({ successor: { stage: 'replaced', target: secret('organization') } }), true),
  todoWords(exampleIncident({ successor: { stage: 'left', target: secret('organization') } }), false),
  todoWords(exampleIncident({ successor: { stage: 'planned', target: vault } }), false),
  todoWords(
    exampleIncident({
      successor: { stage: 'failed', target: vault, explanation: 'The successor did not come in time.' },
    }),
    false,
  ),
];

const threads = THREAD_TYPES.map((thread) =>
  place(exampleExposure({ place: { kind: 'thread', thread, id: '34', number: 7 } })),
);

const GAPS = `actions actions_variables organization_actions_variables agent_variables organization_agent_variables
  environments issues pull_requests discussions secret_scanning_alerts contents members secrets organization_secrets another
  contents:write workflows:write pull_requests:write repository_advisories:write secrets:write`;
const gaps = GAPS.split(/\s+/).map(describeGap);

const NOTE_KINDS = [
  'commit-gone',
  'commit-cap',
  'history-gone',
  'tag-cap',
  'file-gone',
  'file-too-large',
  'tree-cut',
  'read-budget',
] as const satisfies readonly NoteKind[];
function noted(kinds: readonly NoteKind[], commits: number): readonly string[] {
  const reading = new ReadingNotes();
  for (const kind of kinds)
    for (let n = 0; n < commits; n += 1) reading.add(kind, `${n}`.padEnd(12, 'a1b2c3d4e5f6'), n + 1);
  return reading.list();
}
const notes = [...noted(NOTE_KINDS, 2), ...noted(['commit-gone'], 60).slice(-1)];

const found = new Date('2026-11-25T08:00:00Z');
const FACTS = {
  owner: 'deploy-bot',
  principalKind: 'bot',
  issuer: 'https://auth.acme.dev',
  scopes: ['repo', 'admin:org'],
  audience: ['https://mcp.acme.dev'],
  environment: 'production',
  moreTools: false,
  describedAt: new Date('2026-11-25T08:00:00Z'),
  issuedAt: new Date('2026-01-02T03:04:00Z'),
  expiresAt: new Date('2027-01-02T03:04:00Z'),
  source: 'provider',
} as const;
const tool = (name: string, destructive?: boolean) => ({
  name,
  ...(destructive === undefined ? {} : { destructive }),
});
const abilities = [
  { ...FACTS, tools: [tool('drop_table', true), tool('list', false)], lastUsedAt: found },
  { ...FACTS, tools: [tool('list', false)], lastUsedAt: new Date('2026-11-24T08:00:00Z') },
  { ...FACTS, tools: [tool('list')], source: 'offline' as const },
  { ...FACTS, tools: [], lastUsedAt: new Date(found.getTime() - 5) },
  // As many as are kept: there may be more.
  { ...FACTS, audience: Array.from({ length: 8 }, (_, n) => `server-${n}`) },
  { ...FACTS, scopes: Array.from({ length: 40 }, (_, n) => `scope:${n}`) },
]
  .flatMap((facts) => whatItCouldDo(facts, { timeline: [{ at: found, event: 'found' }] }))
  .map((line) => line.map((piece) => (typeof piece === 'string' ? piece : code(piece.quoted))).join(''));

const secretIn = (scope: 'repository' | 'environment' | 'organization'): SecretTarget => ({
  ...secret('repository'),
  scope,
  ...(scope === 'environment' ? { environment: 'production' } : {}),
});
const rotation = [
  ...Object.values(ROTATION_WORDS).map((words) =>
    typeof words === 'string' ? words : words(secretIn('repository')),
  ),
  ...(['environment', 'organization'] as const).map((scope) => ROTATION_WORDS.missing(secretIn(scope))),
];

/** Words that stand inside of other texts, each in full. */
export const PHRASES: Chapter = {
  heading: 'The phrases',
  examples: [
    states,
    ofList('Why a value counts as a credential', 'In checks and marks at lines.', why),
    ofList('What would be done about it', 'Where a person decides, or under `mode: observe`.', plans),
    ofList('What is left to do where a new value was to take its place', 'In checks and issues.', successors),
    ofList(
      'Why no new value took its place',
      'In issues, with what else is said of the credential.',
      rotation,
    ),
    ofList(
      'What could not be read or done',
      'In check runs, once for each permission that lacks, and on the dashboard.',
      [...gaps, ...notes, RUN_LOG_WORDS.notDeleted(4711), RUN_LOG_WORDS.firstOnly(200, 4711)],
    ),
    ofList('What it could do', 'In issues and on the dashboard, as far as anybody knows.', abilities),
    ofList('What the audit trail says of a pause', 'When it begins, and when it ends.', [
      ...Object.values(PAUSED_WORDS.trail).map((words) => words(20, 10)),
      ...Object.values(PAUSED_WORDS.resumed),
    ]),
    ofList(
      'How severe it is',
      'In issues, reminders and the first contact.',
      SEVERITIES.flatMap((severity) => [
        severityWords(severity, ['public', 'live', 'production']),
        severityWords(severity, ['destructive', 'atHead', 'exact']),
      ]),
    ),
    ofList('What people call a text', 'In lists of places.', threads),
    ofList('The lines of a timeline', 'In issues and the dashboard.', EVENTS.map(eventName)),
    ofList(
      'The buttons of the check, and the form of the dashboard',
      'With what a button shows under the pointer.',
      [
        ...[REVOKE_BUTTON, NOT_A_SECRET_BUTTON, RESCAN_BUTTON].map(
          ({ label, description }) => `*${label}*: ${description}`,
        ),
        BUTTON_REASON,
        ...Object.values(FORM_WORDS),
      ],
    ),
    ofList(
      'What checks and issues say at times',
      'When they are too long, when the public reads of what was set aside, and where policy names nobody.',
      [
        ISSUE_WORDS.longer,
        ISSUE_WORDS.neutralDismissed,
        CHECK_PARTS.firstMarked(500, 1200),
        whoMayDecide({ approvers: [], repository: { owner: 'acme', name: 'billing' } }, false),
        CHECK_WORDS.claims,
        FIRST_WORDS.nameless,
      ],
    ),
    ofList(
      'What the issue of a week says at times',
      'When only exceptions are left in it, when it closes and comes back, and where the public reads by now.',
      [
        HYGIENE_WORDS.title(0, { number: 48, year: 2026 }),
        HYGIENE_WORDS.endingOnly('@acme/payments'),
        HYGIENE_WORDS.nothing,
        HYGIENE_WORDS.again,
        HYGIENE_WORDS.next(undefined),
        HYGIENE_WORDS.neutralTitle,
        HYGIENE_WORDS.neutral,
      ],
    ),
    ofList('What a check says that is worth mending', 'Beneath what leaked; the change passes.', [
      HYGIENE_WORDS.check.intro,
      HYGIENE_WORDS.check.line(
        'The newest release of a package gets a credential',
        'npx fetches whatever search-mcp is at that moment and gives it a credential.',
        '`.mcp.json:3`',
        'Write an exact version.',
      ),
      HYGIENE_WORDS.check.more(2),
    ]),
  ],
};
