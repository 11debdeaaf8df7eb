import { redactKnownFormats } from '../../../src/detect/index.ts';
import type { IncidentReport } from '../../../src/inventory/report.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { previewPolicy } from '../../../src/policy/preview/preview-policy.ts';
import { renderAnswer } from '../../../src/respond/answer-command.ts';
import { renderFindingAnswer } from '../../../src/respond/answer-finding.ts';
import { renderEndedFix, renderFix, renderForeignBranch } from '../../../src/respond/fix/render-fix.ts';
import { renderSuggestion } from '../../../src/respond/fix/render-suggestion.ts';
import { renderAdvisory } from '../../../src/respond/render-advisory.ts';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { renderFirstContact, describeFirstContact } from '../../../src/respond/render-first-contact.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { renderHygiene } from '../../../src/respond/render-hygiene.ts';
import { renderPause } from '../../../src/respond/render-pause.ts';
import { renderPolicyCheck } from '../../../src/respond/render-policy-check.ts';
import { renderReminder } from '../../../src/respond/render-reminder.ts';
import { renderReopened } from '../../../src/respond/reopen-issue.ts';
import { renderSight } from '../../../src/respond/render-sight.ts';
import { renderSummary } from '../../../src/respond/render-summary.ts';
import { renderResolution } from '../../../src/respond/resolve-alert.ts';
import { renderTold } from '../../../src/respond/tell-author-words.ts';
import { FIX_WORDS } from '../../../src/respond/words/fix.ts';
import { exposure, incident, report } from './reports.ts';

/** A text as GitHub gets it, and what it is there. */
export interface Written {
  readonly kind: 'markdown' | 'title' | 'plain';
  readonly text: string;
}

type Texts = readonly Written[];

const markdown = (text: string): Written => ({ kind: 'markdown', text });
const title = (text: string): Written => ({ kind: 'title', text });
const plain = (text: string): Written => ({ kind: 'plain', text });

const issue = (one: { readonly title: string; readonly body: string; readonly comment?: string }): Texts => [
  title(one.title),
  markdown(one.body),
  ...(one.comment === undefined ? [] : [markdown(one.comment)]),
];
const check = (one: ReturnType<typeof renderCheck>): Texts => [
  title(one.title),
  markdown(one.summary),
  ...one.annotations.flatMap((mark) => [title(mark.title), plain(mark.message)]),
];

/** Every string of an incident that may come from outside is the hostile one. */
function hostileIncident(text: string, changes: Partial<IncidentReport> = {}): IncidentReport {
  const repository = { owner: text, name: text, private: true };
  const place = { repository, path: text, server: text, key: text, surface: text };
  const exposures = [
    exposure(place),
    exposure({
      ...place,
      place: {
        kind: 'variable',
        family: 'actions',
        scope: 'environment',
        environment: text,
        name: text,
        readers: [{ path: text, line: 1, job: text, step: text }],
      },
    }),
    exposure({ ...place, place: { kind: 'log', run: 1, attempt: 1, job: text, step: text } }),
    exposure({ ...place, place: { kind: 'artifact', run: 1, artifact: text, file: text } }),
    exposure({
      ...place,
      told: 'refused',
      place: { kind: 'thread', thread: 'wiki', id: text, author: text, version: text },
    }),
  ];
  return incident({
    provider: text,
    type: text,
    redacted: text,
    fingerprint: text,
    explanation: text,
    exposures,
    exposureCount: 9,
    repositories: [{ owner: text, name: text, private: true, count: 3 }],
    introduction: {
      kind: 'commit',
      repository: { id: 1, ...repository },
      commit: text,
      path: text,
      author: text,
    },
    ownership: { owners: [text, `@${text}`], source: 'register' },
    approval: { approvers: [text, `@${text}`], repository },
    plan: {
      why: 'approval',
      action: 'revoke',
      provider: text,
      reversible: true,
      sentTo: [text],
      pageUrl: text,
      dryRun: true,
    },
    successor: { stage: 'failed', target: { kind: 'vault', path: text, field: text }, explanation: text },
    reach: {
      ways: [
        {
          repository: text,
          path: text,
          holder: { via: 'secret', name: text, scope: 'organization' },
          job: text,
          environment: text,
          server: text,
        },
      ],
      count: 12,
      repositories: 3,
      more: true,
    },
    facts: {
      owner: text,
      principalKind: 'user',
      issuer: text,
      scopes: [text],
      audience: [text],
      environment: text,
      tools: [{ name: text, destructive: true }, { name: text }],
      moreTools: true,
      source: 'provider',
      describedAt: new Date(0),
    },
    timeline: [
      { at: new Date(0), event: 'found' },
      { at: new Date(1), event: text, person: text, http: 200 },
      { at: new Date(2), event: 'declined', person: `@${text}` },
    ],
    rotateUrl: text,
    ...changes,
  });
}

const STATES = ['revoked_verified', 'approval_needed', 'manual_required', 'dismissed'] as const;

function policyOf(text: string): Policy {
  return {
    ...DEFAULT_POLICY,
    ignore: [{ path: text, reason: text, until: '2026-06-16' }],
    approvers: [text],
    issuers: [{ issuer: text, clientId: text }],
    servers: [{ name: text, url: text, environments: [], scopes: [] }],
    rotate: [{ provider: text, overlapSeconds: 0, target: { kind: 'vault', path: text, field: text } }],
    issues: { repository: text, labels: [text] },
    revoke: { ...DEFAULT_POLICY.revoke, [text]: 'never' },
    escalation: { team: text, webhook: text },
  };
}

const fixPlace = (text: string) =>
  ({
    line: 1,
    credential: 'Password',
    server: text,
    key: text,
    name: text,
    keeper: 'variable',
    reference: text,
  }) as const;

/** Every text that goes to GitHub, by the function that renders it, with one hostile text wherever one may stand. */
export const RENDERERS: Readonly<Record<string, (text: string) => Texts>> = {
  renderCheck: (text) =>
    STATES.flatMap((state) => {
      const one = hostileIncident(text, { state });
      const all = report({ exposures: [...one.exposures], incidents: [one], notes: [text] });
      return check(renderCheck(all, () => text));
    }),
  renderIssue: (text) =>
    STATES.flatMap((state) => issue(renderIssue(hostileIncident(text, { state }), () => text))),
  renderAdvisory: (text) => {
    const { summary, description } = renderAdvisory(hostileIncident(text), () => text);
    return issue({ title: summary, body: description });
  },
  renderPolicyCheck: (text) => {
    const after = policyOf(text);
    const facts = { today: '2026-06-15', file: { ignore: [...after.ignore] }, paths: [] };
    const preview = {
      ...previewPolicy(DEFAULT_POLICY, after, facts),
      withoutEffect: [{ key: `revoke.${text}`, holds: text }, { key: text }],
    };
    const base = {
      path: text,
      tense: 'would',
      ofOrganisation: true,
      removed: false,
      unknownBefore: true,
      numbers: 'all',
    } as const;
    const errors = [{ line: 1, message: text }];
    return [
      ...check(
        renderPolicyCheck({
          ...base,
          errors: [],
          preview,
          names: [{ name: text, key: 'approvers', what: 'taken' }],
        }),
      ),
      ...check(renderPolicyCheck({ ...base, errors })),
    ];
  },
  renderFix: (text) => {
    const body = renderFix({
      htmlUrl: text,
      files: [
        { path: text, removed: false, places: [fixPlace(text)] },
        { path: text, removed: true, places: [] },
      ],
      left: [{ path: text, line: 1, reason: 'unsure' }],
      example: 'changed',
      gitignore: 'changed',
      ignored: [text],
      allDead: false,
    });
    return [...issue(body), plain(FIX_WORDS.title), plain(FIX_WORDS.preparation)];
  },
  renderEndedFix: () => issue(renderEndedFix()),
  renderForeignBranch: () => [markdown(renderForeignBranch())],
  renderSuggestion: (text) => {
    const credential = {
      incidentId: text,
      state: 'revoked_verified',
      live: true,
      name: 'Password',
      redacted: text,
      variable: text,
      keeper: 'variable',
    } as const;
    return [markdown(renderSuggestion(text, text, [credential]))];
  },
  renderAnswer: (text) => {
    const repository = { owner: text, name: text };
    const approval = { approvers: [text, `@${text}`], repository };
    const facts = { key: text, login: text, approval, writers: repository };
    return (['refused', 'not-a-writer', 'helped', 'unclear'] as const).map((outcome) =>
      markdown(renderAnswer(outcome, facts)),
    );
  },
  renderFindingAnswer: (text) => [markdown(renderFindingAnswer('helped', { key: text, login: text }))],
  renderSight: (text) => [
    markdown(renderSight({ all: 1, kinds: [] }, { key: text, person: text, public: false })),
  ],
  renderTold: (text) => [
    markdown(
      renderTold(
        hostileIncident(text),
        { kind: 'thread', thread: 'issue', id: text, node: text, author: text, number: 1 },
        false,
      ),
    ),
  ],
  renderReminder: (text) => [
    markdown(
      renderReminder(
        {
          incidentId: text,
          kind: 'escalation',
          state: 'manual_required',
          severity: 'high',
          reasons: ['live'],
          deadline: 3600,
          calls: [text, `@${text}`],
          account: text,
        },
        { public: false },
      ),
    ),
  ],
  renderReopened: (text) => [markdown(renderReopened(text))],
  renderSummary: (text) =>
    issue(
      renderSummary(
        {
          week: { name: text, number: 1, year: 2027 },
          numbers: { opened: 1, dead: 1, medianSeconds: 1, overdue: 0, waiting: 0, paused: 0 },
          before: {},
          owners: [{ owner: text, open: 1, overdue: 1 }],
        },
        { labels: [], public: false },
      ),
    ),
  renderFirstContact: (text) => {
    const facts = {
      public: true,
      live: true,
      production: true,
      destructive: true,
      atHead: true,
      exact: true,
    };
    const contact = describeFirstContact(
      {
        states: [{ state: 'manual_required', environment: text, count: 1 }],
        repositories: 1,
        histories: { done: 1 },
        gaps: [text],
      },
      [{ incidentId: text, provider: text, type: text, state: 'manual_required', repository: text, facts }],
      policyOf(text),
    );
    return contact ? issue(renderFirstContact(contact, 1, { labels: [], public: false })) : [];
  },
  // One check each: how many fit on the screen depends on how long the texts are.
  renderHygiene: (text) =>
    [
      ['open', 'server-reuse', { credential: text, count: 2, servers: text }],
      ['open', 'outlived', { credential: text, why: text, page: text }],
      ['nothing', text, {}],
      ['hidden', text, {}],
    ].flatMap(([state, id, facts]) =>
      issue(
        renderHygiene(
          {
            id: text,
            owner: text,
            account: text,
            team: text,
            week: { number: 1, year: 2027 },
            groups: [
              {
                check: id as string,
                severity: 'high',
                count: 2,
                subjects: [
                  {
                    code: '0a1b2c3d',
                    name: text,
                    repository: text,
                    severity: 'high',
                    facts: facts as Record<string, string>,
                  },
                ],
              },
            ],
            ending: [{ check: text, name: text, reason: text, endsAt: new Date(0) }],
            exceptions: 1,
          },
          state as 'open',
          [],
        ),
      ),
    ),
  renderPause: (text) =>
    issue(
      renderPause(
        { id: text, owner: text, outsiders: true, ended: 1, minutes: 1, waiting: 1, over: false },
        { labels: [], public: false },
      ),
    ),
  renderResolution: (text) => [
    plain(redactKnownFormats(renderResolution(hostileIncident(text, { state: 'dismissed' })))),
  ],
};
