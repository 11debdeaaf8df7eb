import { describe, expect, it } from '@jest/globals';
import { BUTTONS, VERBS } from '../../../src/github/command.ts';
import type { IncidentReport } from '../../../src/inventory/report.ts';
import { INCIDENT_STATES, isAtRest } from '../../../src/inventory/state.ts';
import { renderAnswer } from '../../../src/respond/answer-command.ts';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import {
  NOT_A_SECRET_BUTTON,
  RESCAN_BUTTON,
  REVOKE_BUTTON,
  whoMayDecide,
} from '../../../src/respond/words/approval.ts';
import { COMMAND_WORDS } from '../../../src/respond/words/commands.ts';
import { ANSWER_WORDS, type Answered } from '../../../src/respond/words/decisions.ts';
import { exposure, HOSTILE, incident, replacementFor, report } from './reports.ts';

const repository = { owner: 'acme', name: 'app' };
const approval = { approvers: ['@acme/security', '@octocat', '@evil/all'], repository };
const waiting = incident({ state: 'approval_needed', approval });
const outcomes = Object.keys(ANSWER_WORDS) as Answered[];

describe('the buttons', () => {
  const other = exposure({ incidentId: 'incident-2', startLine: 9, endLine: 9 });

  it('are such as GitHub takes, and are known when they come back', () => {
    const all = [REVOKE_BUTTON, NOT_A_SECRET_BUTTON, RESCAN_BUTTON];
    for (const { label, identifier, description } of all) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(identifier.length).toBeLessThanOrEqual(20);
      expect(description.length).toBeLessThanOrEqual(40);
    }
    expect(Object.keys(BUTTONS)).toEqual(all.map(({ identifier }) => identifier));
  });

  it('offer to revoke what can be revoked', () => {
    const check = { exposures: [exposure()], incidents: [{ ...waiting, revocable: true }] };
    expect(renderCheck(report(check), replacementFor).actions).toEqual([
      REVOKE_BUTTON,
      NOT_A_SECRET_BUTTON,
      RESCAN_BUTTON,
    ]);
    expect(renderCheck(report(check), replacementFor).summary).toContain('comment `/rekey approve`');
  });

  it('offer nothing that tells the public of something alive', () => {
    const check = { exposures: [exposure()], incidents: [{ ...waiting, revocable: true }], private: false };
    const open = renderCheck(report(check), replacementFor);
    expect(open.actions).toEqual([RESCAN_BUTTON]);
    expect(open.summary).not.toMatch(/approve|not-a-secret/);
    const dead = renderCheck(report({ ...check, incidents: [incident()] }), replacementFor);
    expect(dead.actions).toEqual(open.actions);
  });

  it.each(INCIDENT_STATES)(
    'for one that is %s, not a secret is offered while it is at rest and open',
    (state) => {
      const { actions } = renderCheck(
        report({ exposures: [exposure()], incidents: [incident({ state })] }),
        replacementFor,
      );
      expect(actions).toEqual([...(isAtRest(state) ? [NOT_A_SECRET_BUTTON] : []), RESCAN_BUTTON]);
    },
  );

  it('do not guess which of two is no secret, and say where to say it', () => {
    const two = [incident({ state: 'failed' }), incident({ id: 'incident-2', state: 'manual_required' })];
    const open = renderCheck(report({ exposures: [exposure(), other], incidents: two }), replacementFor);
    expect(open.actions).toEqual([RESCAN_BUTTON]);
    expect(open.summary).toContain('comment `/rekey not-a-secret REASON`');
    const [first] = two;
    const one = [{ ...first, state: 'dismissed' } as IncidentReport, ...two.slice(1)];
    const rest = renderCheck(report({ exposures: [exposure(), other], incidents: one }), replacementFor);
    expect(rest.actions).toEqual([NOT_A_SECRET_BUTTON, RESCAN_BUTTON]);
    expect(rest.summary).not.toContain('comment `/rekey not-a-secret');
  });

  it('are none where nothing was found, and one where something could not be read', () => {
    expect(renderCheck(report(), replacementFor)).not.toHaveProperty('actions');
    expect(renderCheck(report({ notes: ['A commit is too large.'] }), replacementFor).actions).toEqual([
      RESCAN_BUTTON,
    ]);
  });
});

describe('the check run afterwards', () => {
  it.each([
    ['approved', 'revoked_verified', 'Approved by `octocat`.'],
    ['declined', 'denied_by_policy', 'Declined by `octocat`.'],
    ['not_a_secret', 'dismissed', 'Not a secret, as decided by `octocat`.'],
    ['risk_accepted', 'dismissed', 'Risk accepted by `octocat`.'],
    ['scan_asked', 'manual_required', 'Scanned again, as asked by `octocat`.'],
  ] as const)('says who %s', (event, state, words) => {
    const { timeline } = incident();
    const decided = incident({
      state,
      timeline: [...timeline, { at: new Date(), event, person: '@octocat' }],
    });
    const check = { exposures: [exposure()], incidents: [decided] };
    expect(renderCheck(report(check), replacementFor).summary).toContain(words);
  });
});

describe('the issue that waits', () => {
  it('calls whom policy lists, and nobody else', () => {
    const { body } = renderIssue(waiting, replacementFor, { public: false });
    expect(body).toContain('It waits for one of these: @acme/security, @octocat, `@evil/all`.');
    expect(body).toContain('`/rekey decline REASON`');
    expect(body.replaceAll(/`[^`]*`/g, '').match(/@\S+/g)).toEqual(['@acme/security,', '@octocat,']);
  });

  it('names the repository whose admins may, where policy lists nobody', () => {
    const { body } = renderIssue({ ...waiting, approval: { approvers: [], repository } }, replacementFor, {
      public: false,
    });
    expect(body).toContain('whoever has the permission `admin` on `acme/app`');
  });

  it('tells the public nothing', () => {
    const { body } = renderIssue(waiting, replacementFor, { public: true });
    expect(body).not.toMatch(/@|rekey approve|acme/);
  });

  it.each(HOSTILE.map((text) => [text]))('shows %j as code, whatever policy was read once', (text) => {
    const words = whoMayDecide({ approvers: [`@${text} `, `@acme/${text} `], repository }, true);
    expect(words.replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')).toBe(', ');
  });
});

describe('an answer', () => {
  it.each(outcomes)('%s is a line or two, and mentions nobody', (outcome) => {
    const text = renderAnswer(outcome, {
      key: 'comment/1',
      login: 'mallory',
      gap: 'members',
      meant: 'accept-risk',
      approval,
      writers: repository,
    });
    const [marker, ...rest] = text.split('\n');
    expect(marker).toBe('<!-- rekey:answer:comment/1 -->');
    expect(rest.join('\n')).toContain('To `mallory`: ');
    expect(rest.join('\n').replaceAll(/`[^`]*`/g, '')).not.toContain('@');
    expect(text.length).toBeLessThan(outcome === 'helped' ? 1600 : 700);
  });

  it('says that nothing was changed wherever that is so', () => {
    const changes = ['looking', 'helped', 'reopened', 'still-live', 'noted', 'elsewhere'];
    const silent = outcomes.filter((outcome) => !ANSWER_WORDS[outcome].startsWith('Nothing was changed'));
    expect(silent).toEqual(changes);
  });

  it('says who may only where the public does not read along', () => {
    const facts = { key: 'comment/1', login: 'mallory' };
    expect(renderAnswer('refused', { ...facts, approval })).toContain('Who may: `@acme/security`');
    expect(renderAnswer('refused', facts)).not.toContain('Who may');
    expect(renderAnswer('not-a-writer', { ...facts, writers: repository })).toContain(
      '`write` on `acme/app`',
    );
    expect(renderAnswer('not-a-writer', facts)).not.toContain('Who may');
    expect(renderAnswer('helped', facts)).not.toContain('Who may decide');
  });

  it('helps with the command that was meant, and lists each command once', () => {
    const facts = { key: 'comment/1', login: 'mallory' };
    expect(renderAnswer('unclear', { ...facts, meant: 'decline' })).toContain('`/rekey decline REASON`');
    const help = renderAnswer('helped', { ...facts, approval });
    for (const verb of VERBS) expect(help.split(`- \`${COMMAND_WORDS[verb]}\` `)).toHaveLength(2);
    expect(help).toContain('Who may decide: `@acme/security`');
  });
});
