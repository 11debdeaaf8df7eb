import { describe, expect, it } from '@jest/globals';
import { weekBefore, weekOf } from '../../../src/inventory/week.ts';
import type { FirstLook, OpenCredential } from '../../../src/inventory/first-look.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { describeFirstContact, renderFirstContact } from '../../../src/respond/render-first-contact.ts';
import { renderReminder, type ReminderReport } from '../../../src/respond/render-reminder.ts';
import { isWorthTelling, renderSummary } from '../../../src/respond/render-summary.ts';

const SUMMARY = {
  week: weekOf(new Date('2026-11-25T08:00:00Z')),
  numbers: { opened: 1200, dead: 1100, medianSeconds: 8.4, overdue: 3, waiting: 2, paused: 0 },
  before: { opened: 9, dead: 9, medianSeconds: null },
  owners: [
    { owner: '@acme/payments', open: 3, overdue: 1 },
    { owner: '@x](https://evil.example) @acme/all', open: 1, overdue: 0 },
  ],
};

describe('a week', () => {
  it.each([
    ['2026-11-25T12:00:00Z', '2026-W48', '2026-11-23', '2026-11-30'],
    ['2026-11-23T00:00:00Z', '2026-W48', '2026-11-23', '2026-11-30'],
    ['2026-11-29T23:59:59Z', '2026-W48', '2026-11-23', '2026-11-30'],
    ['2027-01-01T00:00:00Z', '2026-W53', '2026-12-28', '2027-01-04'],
    ['2024-12-30T00:00:00Z', '2025-W01', '2024-12-30', '2025-01-06'],
    ['2021-01-03T00:00:00Z', '2020-W53', '2020-12-28', '2021-01-04'],
  ])('of %s is %s', (at, name, from, to) => {
    const week = weekOf(new Date(at));
    expect(week).toMatchObject({ name, from: new Date(from), to: new Date(to) });
    expect(weekBefore(week.to).name).toBe(name);
  });
});

describe('the summary of a week', () => {
  it('has numbers beside those of the week before, and whose credentials are open', () => {
    const rendered = renderSummary(SUMMARY, { labels: ['rekey'], public: false });
    expect(rendered.title).toBe('Rekey: week 48 of 2026: 1,200 found, 1,100 dead, 3 overdue');
    expect(rendered.body).toContain('| Leaked credentials found | 1,200 | 9 |');
    expect(rendered.body).toContain('| From found to proved dead (median) | 8.4 s | – |');
    expect(rendered.body).toContain('- `x](https://evil.example) @acme/all`: 1 open credential');
  });

  it('names nobody to the public', () => {
    const { body } = renderSummary(SUMMARY, { labels: [], public: true });
    expect(body).not.toMatch(/payments|acme|Owners/);
  });

  it('is silent about a week in which nothing was', () => {
    const nothing = { opened: 0, dead: 0, medianSeconds: null, overdue: 0, waiting: 0, paused: 0 };
    expect(isWorthTelling(nothing)).toBe(false);
    expect(isWorthTelling({ ...nothing, overdue: 1 })).toBe(true);
  });
});

describe('a reminder', () => {
  const report: ReminderReport = {
    incidentId: '0b5f8b0e-4c1f-4b1c-9d53-0d9d4a2f7f10',
    kind: 'half',
    state: 'manual_required',
    severity: 'high',
    reasons: ['live', 'atHead'],
    deadline: 86_400,
    calls: ['@acme/payments', '@evil/team', '@a b'],
    account: 'acme',
  };

  it.each(['half', 'deadline', 'escalation'] as const)(
    'at %s says how it stands and calls its owner',
    (kind) => {
      const body = renderReminder({ ...report, kind }, { public: false });
      expect(body).toContain(`rekey:reminder:${kind}:`);
      expect(body).toContain('@acme/payments `@evil/team` `@a b` ');
      expect(body).toContain('Is it dead? No: a person must revoke it.');
      const neutral = renderReminder({ ...report, kind }, { public: true });
      expect(neutral.split('\n')).toHaveLength(2);
      expect(neutral).not.toMatch(/@|high|revoke/);
    },
  );
});

describe('first contact', () => {
  const facts = {
    public: false,
    live: true,
    production: true,
    destructive: false,
    atHead: true,
    exact: false,
  };
  const open = (n: number): OpenCredential => ({
    incidentId: String(n),
    provider: 'slack',
    type: 'slack-bot-token',
    state: 'manual_required',
    repository: n === 0 ? 'acme/a`b|@all' : 'acme/app',
    facts: { ...facts, public: n === 11 },
  });
  const look: FirstLook = {
    states: [
      { state: 'already_inactive', environment: null, count: 30 },
      { state: 'revoked_verified', environment: null, count: 9 },
      { state: 'manual_required', environment: null, count: 12 },
      { state: 'denied_by_policy', environment: 'production', count: 2 },
      { state: 'denied_by_policy', environment: null, count: 3 },
    ],
    repositories: 7,
    histories: { done: 12, gone: 1, failed: 1, scanning: 2 },
    gaps: ['discussions'],
  };
  const all = Array.from({ length: 12 }, (_, n) => open(n));
  const bodyFor = (policy: Policy, isPublic = false) => {
    const contact = describeFirstContact(look, all, policy);
    if (!contact) throw new Error('nothing to say');
    return renderFirstContact(contact, 7, { labels: ['rekey'], public: isPublic }).body;
  };

  it('says what was found, the worst first, and what happens from now on', () => {
    expect(bodyFor(DEFAULT_POLICY).match(/\| Critical \|/g)).toHaveLength(1);
    expect(bodyFor(DEFAULT_POLICY).match(/Slack bot token/g)).toHaveLength(10);
  });

  it('says under observe what enforce would do', () => {
    const body = bodyFor({ ...DEFAULT_POLICY, mode: 'observe' });
    expect(body).toContain('| Left alone because the policy only observes | 5 |');
    expect(body).toMatch(/Of what was found, 3 would be revoked at once .* and 2 would wait for approval/);
  });

  it('names no repository where policy has not chosen who reads it', () => {
    const contact = describeFirstContact(look, all, DEFAULT_POLICY);
    const rendered = contact && renderFirstContact(contact, 7, { labels: [], public: false, nameless: true });
    expect(rendered?.body).toContain('| Left to a person | 17 |');
    expect(rendered?.body).toContain('stand on the page First look');
    expect(rendered?.body).not.toMatch(/Slack|acme/);
  });

  it('tells the public numbers', () => {
    expect(bodyFor(DEFAULT_POLICY, true)).toContain('56 leaked credentials were found in 7 repositories.');
    expect(bodyFor(DEFAULT_POLICY, true)).not.toMatch(/Slack|acme/);
  });

  it('is silent when there is nothing to say', () => {
    const nothing = { states: [], repositories: 0, histories: { done: 3 }, gaps: [] };
    expect(describeFirstContact(nothing, [], DEFAULT_POLICY)).toBeUndefined();
    // What only the register would read is no news for an issue; what keeps leaks from being found is.
    const without = (gaps: readonly string[]) =>
      describeFirstContact({ ...nothing, gaps }, [], DEFAULT_POLICY);
    expect(without(['secrets', 'organization_secrets'])).toBeUndefined();
    expect(without(['secrets', 'actions_variables'])?.gaps).toHaveLength(2);
  });
});
