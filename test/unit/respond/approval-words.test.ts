import { describe, expect, it } from '@jest/globals';
import { BUTTONS } from '../../../src/github/command.ts';
import { INCIDENT_STATES } from '../../../src/inventory/state.ts';
import { renderAnswer } from '../../../src/respond/answer-command.ts';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { APPROVE_BUTTON, whoMayDecide } from '../../../src/respond/words/approval.ts';
import { NOT_DONE_WORDS, type NotDone } from '../../../src/respond/words/decisions.ts';
import { exposure, HOSTILE, incident, replacementFor, report } from './reports.ts';

const repository = { owner: 'acme', name: 'app' };
const approval = { approvers: ['@acme/security', '@octocat', '@evil/all'], repository };
const waiting = incident({ state: 'approval_needed', approval });
const outcomes = Object.keys(NOT_DONE_WORDS) as NotDone[];

describe('the button', () => {
  it('is one that GitHub takes, and that is known when it comes back', () => {
    expect(APPROVE_BUTTON.label.length).toBeLessThanOrEqual(20);
    expect(APPROVE_BUTTON.identifier.length).toBeLessThanOrEqual(20);
    expect(APPROVE_BUTTON.description.length).toBeLessThanOrEqual(40);
    expect(Object.keys(BUTTONS)).toEqual([APPROVE_BUTTON.identifier]);
  });

  it('is there exactly while something waits for a person, and not where the public reads', () => {
    const check = { exposures: [exposure()], incidents: [waiting] };
    expect(renderCheck(report(check), replacementFor).actions).toEqual([APPROVE_BUTTON]);
    expect(renderCheck(report(check), replacementFor).summary).toContain('comment `/rekey approve`');
    const open = renderCheck(report({ ...check, private: false }), replacementFor);
    expect(open).not.toHaveProperty('actions');
    expect(open.summary).not.toContain('approve');
    for (const state of INCIDENT_STATES) {
      const other = { exposures: [exposure()], incidents: [incident({ state })] };
      expect(renderCheck(report(other), replacementFor)).not.toHaveProperty('actions');
    }
  });
});

describe('the check run afterwards', () => {
  it.each([
    ['approved', 'revoked_verified', 'Approved by `octocat`.'],
    ['declined', 'denied_by_policy', 'Declined by `octocat`.'],
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
  it.each(outcomes)('%s says that nothing was changed, in a line or two, and mentions nobody', (outcome) => {
    const text = renderAnswer(outcome, { key: 'comment/1', login: 'mallory', gap: 'members', approval });
    const [marker, ...rest] = text.split('\n');
    expect(marker).toBe('<!-- rekey:answer:comment/1 -->');
    expect(rest.join('\n')).toContain('To `mallory`: Nothing was changed');
    expect(rest.join('\n').replaceAll(/`[^`]*`/g, '')).not.toContain('@');
    expect(text.length).toBeLessThan(700);
  });

  it('says who may only where the public does not read along', () => {
    const facts = { key: 'comment/1', login: 'mallory' };
    expect(renderAnswer('refused', { ...facts, approval })).toContain('Who may: `@acme/security`');
    expect(renderAnswer('refused', facts)).not.toContain('Who may');
  });
});
