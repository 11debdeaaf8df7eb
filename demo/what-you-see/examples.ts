import { renderAnswer } from '../../src/respond/answer-command.ts';
import { renderFix } from '../../src/respond/fix/render-fix.ts';
import { renderSuggestion } from '../../src/respond/fix/render-suggestion.ts';
import { renderCheck } from '../../src/respond/render-check.ts';
import { renderIssue } from '../../src/respond/render-issue.ts';
import { renderPause } from '../../src/respond/render-pause.ts';
import type { RenderedCheck, RenderedIssue } from '../../src/respond/rendered.ts';
import { renderTold } from '../../src/respond/tell-author-words.ts';
import {
  exampleCheck,
  exampleIncident,
  manualIncident,
  REPLACEMENT,
  waitingIncident,
} from './example-reports.ts';
import { checkPage, conversationPage, type Conversation } from './github-pages.ts';

/** One text of Rekey's, as its reader meets it. */
export interface Example {
  /** Names its picture: `docs/pictures/NAME.png`. Absent where the text alone is enough. */
  readonly picture?: string;
  readonly heading: string;
  /** Who meets it, and when. */
  readonly when: string;
  /** The Markdown that GitHub gets. */
  readonly markdown: string;
  /** The page that is drawn. */
  readonly page?: string;
}

function ofCheck(heading: string, when: string, check: RenderedCheck, picture?: string): Example {
  const buttons = (check.actions ?? []).map(({ label }) => `[${label}]`).join(' ');
  const title = `${check.title}${buttons === '' ? '' : `   ${buttons}`}`;
  return {
    heading,
    when,
    markdown: `**${title}**\n\n${check.summary}`,
    ...(picture === undefined ? {} : { picture, page: checkPage(check) }),
  };
}

function ofIssue(heading: string, when: string, issue: RenderedIssue, picture?: string): Example {
  const { title, body, labels, closed } = issue;
  const conversation: Conversation = {
    title,
    body,
    labels,
    number: 12,
    kind: 'issue',
    state: closed ? 'closed' : 'open',
  };
  return {
    heading,
    when,
    markdown: `**${title}**\n\n${withoutMarkers(body)}`,
    ...(picture === undefined ? {} : { picture, page: conversationPage(conversation) }),
  };
}

/** GitHub shows comments of HTML to nobody. */
const withoutMarkers = (body: string): string => body.replaceAll(/<!--[\s\S]*?-->\n*/g, '').trim();

const dead = exampleIncident();
const waiting = waitingIncident();
const manual = manualIncident();
const openly = { ...dead, public: true, state: 'revoking' as const };

const CHECKS: readonly Example[] = [
  ofCheck(
    'The check: leaked, and already dead',
    'On the commit or pull request that brought it.',
    renderCheck(exampleCheck([dead]), REPLACEMENT),
    'check-dead',
  ),
  ofCheck(
    'The check: a person has to decide or to act',
    'The token of a production server waits for approval, and Stripe lets only a person roll a key.',
    renderCheck(exampleCheck([waiting, manual]), REPLACEMENT),
    'check-waiting',
  ),
  ofCheck('The check: nothing found', 'On every other commit.', renderCheck(exampleCheck([]), REPLACEMENT)),
  ofCheck(
    'The check on a public repository while a credential may live',
    'Nothing that would help whoever reads along.',
    renderCheck(exampleCheck([openly], { private: false }), REPLACEMENT),
  ),
];

const ISSUES: readonly Example[] = [
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
  ofIssue(
    'The issue that calls a person when too much is revoked at once',
    'Once for each pause.',
    renderPause(
      { id: 'pause', owner: 'acme', outsiders: false, ended: 20, minutes: 10, waiting: 31, over: false },
      { labels: ['rekey'], public: false },
    ),
  ),
];

const fix = renderFix({
  htmlUrl: 'https://github.com/acme/billing',
  files: [
    {
      path: '.mcp.json',
      removed: false,
      places: [
        {
          line: 7,
          credential: 'GitHub personal access token (classic)',
          server: 'github',
          key: 'GITHUB_PERSONAL_ACCESS_TOKEN',
          name: 'GITHUB_PERSONAL_ACCESS_TOKEN',
          keeper: 'variable',
          reference: '${GITHUB_PERSONAL_ACCESS_TOKEN}',
        },
      ],
    },
    { path: '.mcp-auth/a1b2_tokens.json', removed: true, places: [] },
  ],
  left: [{ path: 'scripts/run.sh', line: 4, reason: 'no-reference' }],
  documents: true,
  allDead: true,
});
const suggestion = renderSuggestion(
  '.mcp.json',
  '        "GITHUB_PERSONAL_ACCESS_TOKEN": "${GITHUB_PERSONAL_ACCESS_TOKEN}"',
  [
    {
      incidentId: 'github-token',
      state: 'revoked_verified',
      name: 'GitHub personal access token (classic)',
      redacted: 'ghp_… (40 characters)',
      variable: 'GITHUB_PERSONAL_ACCESS_TOKEN',
      keeper: 'variable',
    },
  ],
);
const pull = (title: string, body: string): string =>
  conversationPage({ title, body, number: 41, kind: 'pull request', state: 'open' });

const CHANGES: readonly Example[] = [
  {
    heading: 'The pull request that mends the default branch',
    when: 'One for each repository, kept up to date, with `fix: pull_request` in the policy.',
    markdown: `**${fix.title}**\n\n${withoutMarkers(fix.body)}`,
    picture: 'fix-pull-request',
    page: pull(fix.title, fix.body),
  },
  {
    heading: 'The suggestion on a line of a pull request',
    when: 'One click commits it.',
    markdown: withoutMarkers(suggestion),
    picture: 'suggestion',
    page: pull('Add the GitHub server', suggestion),
  },
];

const word = { key: 'comment/1', login: 'octocat' };
const approval = { approvers: ['@acme/security'], repository: { owner: 'acme', name: 'billing' } };

const COMMENTS: readonly Example[] = [
  {
    heading: 'The answer to `/rekey help`',
    when: 'Once a day on each issue; every other command is answered with a reaction.',
    markdown: withoutMarkers(renderAnswer('helped', { ...word, approval })),
  },
  {
    heading: 'The answer to `/rekey rotated` of what still works',
    when: 'Rekey believes nobody that a credential is dead, and looks.',
    markdown: withoutMarkers(renderAnswer('still-live', word)),
  },
  {
    heading: 'The comment to whoever wrote a credential into an issue',
    when: 'Once, where it stands; it names no value and mentions nobody.',
    markdown: withoutMarkers(
      renderTold(
        dead,
        { kind: 'thread', thread: 'issue-comment', id: '34', node: 'IC_1', author: 'octocat', number: 7 },
        false,
      ),
    ),
  },
];

/** All of them, in the order in which people meet them. */
export const EXAMPLES: readonly Example[] = [...CHECKS, ...CHANGES, ...ISSUES, ...COMMENTS];
