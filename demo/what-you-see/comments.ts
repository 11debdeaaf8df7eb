import type { AnswerFacts } from '../../src/respond/answer-command.ts';
import { renderAnswer } from '../../src/respond/answer-command.ts';
import { renderReminder, type ReminderReport } from '../../src/respond/render-reminder.ts';
import { renderSight } from '../../src/respond/render-sight.ts';
import { renderTold } from '../../src/respond/tell-author-words.ts';
import { ANSWER_WORDS, type Answered } from '../../src/respond/words/decisions.ts';
import { ofComment, ofList, type Chapter } from './example.ts';
import { exampleIncident } from './example-reports.ts';

const word: AnswerFacts = { key: 'comment/1', login: 'octocat' };
const approval = { approvers: ['@acme/security'], repository: { owner: 'acme', name: 'billing' } };

/** What is known besides, where an answer says it. */
const FACTS: Partial<Record<Answered, Partial<AnswerFacts>>> = {
  helped: { approval },
  refused: { approval, gap: 'members', doubt: '@acme/security' },
  'not-a-writer': { writers: approval.repository },
  unclear: { meant: 'accept-risk' },
};
/** The answer to the button, which stands in the place of a comment. */
const BY_BUTTON: readonly Answered[] = ['refused', 'several', 'ended', 'cannot-end'];

const answer = (outcome: Answered) => renderAnswer(outcome, { ...word, ...FACTS[outcome] });
const answers = Object.keys(ANSWER_WORDS).filter((one): one is Answered => Object.hasOwn(ANSWER_WORDS, one));

const reminder: ReminderReport = {
  incidentId: 'stripe-key',
  kind: 'half',
  state: 'manual_required',
  severity: 'high',
  reasons: ['live', 'production', 'atHead'],
  deadline: 86_400,
  calls: ['@acme/payments'],
  account: 'acme',
};
const remind = (kind: ReminderReport['kind'], isPublic = false) =>
  renderReminder(
    { ...reminder, kind, calls: kind === 'escalation' ? ['@acme/security'] : reminder.calls },
    { public: isPublic },
  );

const seen = {
  all: 10,
  kinds: [
    { kind: 'commit', there: 1, gone: 2, unknown: 0 },
    { kind: 'variable', there: 0, gone: 1, unknown: 0 },
    { kind: 'thread', there: 2, gone: 0, unknown: 1 },
    { kind: 'log', there: 0, gone: 2, unknown: 0 },
    { kind: 'alert', there: 0, gone: 0, unknown: 1 },
  ],
} as const;
const asked = { key: 'comment/1', person: '@octocat', public: false };
const one = (there: number, gone: number) => ({
  all: 30,
  kinds: [{ kind: 'artifact' as const, there, gone, unknown: 0 }],
});

const told = (state: 'revoked_verified' | 'manual_required', inHistoryOnly: boolean) =>
  renderTold(
    exampleIncident({ state }),
    { kind: 'thread', thread: 'issue-comment', id: '34', node: 'IC_1', author: 'octocat', number: 7 },
    inHistoryOnly,
  );

/** What Rekey says in conversations. */
export const COMMENTS: Chapter = {
  heading: 'The comments',
  examples: [
    ofComment(
      'The reminder',
      'On the issue, at half of the time that policy gives it. It calls the owner.',
      remind('half'),
    ),
    ofComment('The reminder at the deadline', 'Once.', remind('deadline')),
    ofComment(
      'The escalation',
      'At twice the deadline. It calls the team that policy names, and is the last.',
      remind('escalation'),
    ),
    ofList('The same where the public reads', 'They call nobody.', [
      remind('half', true),
      remind('deadline', true),
      remind('escalation', true),
    ]),
    ofComment(
      'The answer to `/rekey help`',
      'Once a day on each issue. A command that was carried out is answered with a reaction alone.',
      answer('helped'),
    ),
    ofComment('The answer to `/rekey rescan`', 'Once every place was looked at.', renderSight(seen, asked)),
    ofList('The same in other words', 'Of which places are gone, and where the public reads.', [
      renderSight(one(1, 0), asked),
      renderSight(one(0, 1), asked),
      renderSight(one(2, 0), asked),
      renderSight(
        { ...one(0, 0), all: 1, kinds: [{ kind: 'artifact', there: 0, gone: 0, unknown: 1 }] },
        asked,
      ),
      renderSight(seen, { ...asked, public: true }),
    ]),
    ofList(
      'The answer to any other command',
      'Where a reaction does not say it: nothing was changed and why, or what was seen.',
      answers.filter((outcome) => outcome !== 'helped').map(answer),
    ),
    ofList(
      'The answer to a button of the check',
      'On the issue; to whoever pressed it.',
      BY_BUTTON.map((outcome) => renderAnswer(outcome, { ...word, key: 'button/1' })),
    ),
    ofComment(
      'The comment to whoever wrote a credential into an issue',
      'Once, where it stands; it names no value and mentions nobody.',
      told('revoked_verified', false),
    ),
    ofComment(
      'The same while it may live, in an edit of the past',
      'The text no longer shows it.',
      told('manual_required', true),
    ),
  ],
};
