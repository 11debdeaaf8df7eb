import { describe, expect, it } from '@jest/globals';
import type { HygieneGroup, HygieneSubject } from '../../../src/governance/hygiene.ts';
import { CHECKS } from '../../../src/governance/checks.ts';
import { DEFAULT_GOVERNANCE, DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { governanceWords } from '../../../src/respond/words/policy-governance.ts';
import { renderHygiene, type HygieneReport } from '../../../src/respond/render-hygiene.ts';

const subject = (n: number, facts: HygieneSubject['facts']): HygieneSubject => ({
  code: `0a1b2c3${n}`,
  name: `server${n}`,
  repository: `acme/app${n}`,
  severity: 'high',
  facts,
});
const GROUP: HygieneGroup = {
  check: 'unpinned-server',
  severity: 'high',
  count: 7,
  subjects: [1, 2, 3, 4, 5].map((n) => subject(n, { runner: 'npx', package: `@acme/search${n}` })),
};
const REPORT: HygieneReport = {
  id: '2026-W48-0a1b2c',
  owner: '@acme/platform',
  account: 'acme',
  week: { number: 48, year: 2026 },
  groups: [GROUP],
  ending: [],
  exceptions: 0,
};
const body = (changes: Partial<HygieneReport> = {}) =>
  renderHygiene({ ...REPORT, ...changes }, 'open', ['rekey']).body;

/** As `readable.test.ts` counts them. */
const screenLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .reduce((sum, line) => sum + Math.ceil(line.length / 110), 0);

describe('the hygiene issue', () => {
  it('says for whom, what, where, what to do and what it maps to, with the true count', () => {
    const rendered = renderHygiene(REPORT, 'open', ['rekey', 'security']);
    expect(rendered).toMatchObject({ closed: false, labels: ['rekey', 'security'] });
    expect(rendered.title).toBe('Rekey: 7 things worth mending, week 48 of 2026');
    expect(rendered.body.split('\n')[0]).toBe('<!-- rekey:hygiene:2026-W48-0a1b2c -->');
    expect(rendered.body).toContain('@acme/platform: ');
    expect(rendered.body).toContain('### High: The newest release of a package gets a credential (7)');
    expect(rendered.body).toMatch(
      /- `0a1b2c31` npx fetches whatever .*search1` is at that moment.* \(`acme\/app1`\)/,
    );
    expect(rendered.body).toContain('… and 2 more');
    expect(rendered.body).toContain('**What to do:** Write an exact version');
    expect(rendered.body).toContain('Maps to OWASP Non-Human Identities NHI3:2025; OWASP Agentic ASI04; ');
    expect(rendered.body).not.toMatch(/complian/i);
  });

  it('calls the escalation team for what nobody owns, and nobody else', () => {
    const rendered = renderHygiene({ ...REPORT, owner: '', team: '@acme/security' }, 'open', []);
    expect(rendered.title).toBe('Rekey: 7 things worth mending that nobody owns, week 48 of 2026');
    expect(rendered.body).toContain('@acme/security: The checks');
    expect(body({ owner: '' }).match(/(?<![`\w])@\w/g)).toBeNull();
  });

  it('calls no team of somebody else', () => {
    expect(body({ owner: '@evil/team' })).toContain('`@evil/team`: ');
  });

  it('fits on one screen, however many checks have something to say', () => {
    const groups = CHECKS.filter(({ isIncident }) => !isIncident).map(
      ({ id, severity, says }): HygieneGroup => ({
        check: id,
        severity,
        count: 40,
        subjects: [1, 2, 3, 4, 5].map((n) =>
          subject(
            n,
            Object.fromEntries([...says.matchAll(/\{(\w+)/g)].map(([, name = '']) => [name, `name-of-${n}`])),
          ),
        ),
      }),
    );
    const ending = Array.from({ length: 3 }, (_, n) => ({
      check: 'no-audit',
      name: `token${n}`,
      reason: 'the provider logs none',
      endsAt: new Date('2026-12-04T00:00:00Z'),
    }));
    const text = body({ groups, ending, exceptions: 9 });
    expect(screenLines(text)).toBeLessThanOrEqual(40);
    expect(text).toContain('**Also open:** ');
    for (const { title } of CHECKS.filter(({ isIncident }) => !isIncident)) expect(text).toContain(title);
  });

  it('lists the exceptions that end soon with their last day', () => {
    const endsAt = new Date('2026-12-04T00:00:00Z');
    const text = body({
      ending: [{ check: 'no-owner', name: 'NPM', reason: 'moves', endsAt }],
      exceptions: 3,
    });
    expect(text).toContain('### Accepted for a time that ends within 14 days (1 of 3)');
    expect(text).toContain('- 2026-12-03: Nobody owns it: `NPM`. Reason: moves');
  });

  it('makes a link of the page of a provider, and of no other address', () => {
    const facts = { credential: 'x', why: 'it is over', page: 'https://provider.example/keys' };
    const outlived = { check: 'outlived', severity: 'high', count: 1 } as const;
    expect(body({ groups: [{ ...outlived, subjects: [subject(1, facts)] }] })).toContain(
      'end it at <https://provider.example/keys>.',
    );
    const weak = { check: 'weak-transport', severity: 'high', count: 1 } as const;
    const server = { server: 'https://evil.example/', how: 'over plain http' };
    expect(body({ groups: [{ ...weak, subjects: [subject(1, server)] }] })).not.toContain('<https://evil');
  });

  it.each([
    ['nothing', 'Nothing is left to mend.'],
    [{ next: 12 }, '#12 takes its place.'],
    [{ next: null }, 'The issue of a later week takes its place.'],
    ['hidden', 'stands in its dashboard'],
  ] as const)('closed as %j says only that', (state, words) => {
    const rendered = renderHygiene(REPORT, state, []);
    expect(rendered).toMatchObject({ closed: true, closeReason: 'completed' });
    expect(rendered.body).toContain(words);
    expect(rendered.body).not.toMatch(/search|app1|npx/);
    expect(rendered.title).not.toContain('7');
    expect(renderHygiene(REPORT, 'hidden', []).title).not.toContain('platform');
  });

  it('leaves out a check of another version', () => {
    expect(body({ groups: [{ ...GROUP, check: 'made-later' }] })).toContain('`made-later` (7)');
  });
});

describe('a policy that turns checks off', () => {
  it('is told which of them no check is called', () => {
    const governance = { ...DEFAULT_GOVERNANCE, off: ['no-audit', 'no-audits'] };
    expect(governanceWords(DEFAULT_POLICY, { ...DEFAULT_POLICY, governance })).toEqual([
      '`governance.checks`: no check is called `no-audits`; docs/governance.md lists them.',
      '`governance.checks`: no longer made: `no-audit`.',
    ]);
  });
});
