import { describe, expect, it } from '@jest/globals';
import type { IncidentReport } from '../../../src/inventory/report.ts';
import { INCIDENT_STATES } from '../../../src/inventory/state.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { exposure, HEAD, incident, replacementFor } from './reports.ts';

const REPOSITORY = { id: 1, owner: 'acme', name: 'app', private: true };
const commit = { kind: 'commit', repository: REPOSITORY, commit: HEAD, path: '.mcp.json' } as const;
const live = (changes: Partial<IncidentReport> = {}) => incident({ state: 'manual_required', ...changes });

function section(title: string, report: IncidentReport): string {
  return renderIssue(report, replacementFor).body.split(`### ${title}\n\n`)[1]?.split('\n\n')[0] ?? '';
}
const whose = (report: IncidentReport) => section('Whose it is', report);

const from = (introduction: NonNullable<IncidentReport['introduction']>) => whose(live({ introduction }));

describe('whose it is', () => {
  it('says how it came, as a fact', () => {
    expect(from({ ...commit, author: 'octocat' })).toBe(
      '- Came with commit `a1b2c3d4e5f6`, which names `octocat` as its author.',
    );
    expect(from({ ...commit, author: '' })).toBe(
      '- Came with commit `a1b2c3d4e5f6` by an author without a GitHub account.',
    );
    expect(from({ ...commit, author: 'octocat', broughtBy: 'ada' })).toBe(
      '- Came with commit `a1b2c3d4e5f6`, brought by `ada`.',
    );
    expect(from(commit)).toBe('- Came with commit `a1b2c3d4e5f6`.');
    expect(from({ ...commit, kind: 'thread', author: 'ada' })).toBe('- Came with a text by `ada`.');
    expect(from({ ...commit, kind: 'log', author: 'ada' })).toBe(
      '- Came with the log of a workflow run that `ada` began.',
    );
    expect(from({ ...commit, kind: 'variable' })).toBe('');
  });

  it.each([
    ['register', ['@acme/payments'], 'Owner: @acme/payments (by the register of MCP servers in the policy).'],
    ['codeowners', ['@ada', '@evil/team'], 'Owner: @ada, `@evil/team` (by CODEOWNERS).'],
    ['committer', ['@ada'], 'Owner: `ada` (nobody else is named, and the leak came by this account).'],
    ['person', ['@ada'], 'Owner: @ada (as a person said here).'],
  ] as const)('calls an owner by %s as it may', (source, owners, line) => {
    const report = live({ introduction: commit, ownership: { source, owners } });
    expect(whose(report)).toContain(`- ${line}`);
    // Nobody is called for what is over.
    const over = whose({ ...report, state: 'revoked_verified' });
    expect(over).toContain('Owner: `');
    expect(over).not.toMatch(/@(?:acme|ada)/);
  });

  it('counts owners beyond five, and assigns three users', () => {
    const owners = ['@a', '@acme/team', '@b', '@renovate[bot]', '@c', '@d', '@e'];
    const report = live({ introduction: commit, ownership: { source: 'codeowners', owners } });
    expect(whose(report)).toMatch(/ and 2 more \(/);
    expect(renderIssue(report, replacementFor).assignees).toEqual(['a', 'b', 'c']);
    expect(renderIssue(report, replacementFor, { assign: 'none' }).assignees).toEqual([]);
  });

  it('is none of the public’s business', () => {
    const report = incident({
      introduction: { ...commit, author: 'octocat' },
      ownership: { source: 'codeowners', owners: ['@ada'] },
    });
    for (const state of INCIDENT_STATES) {
      const { body, assignees } = renderIssue({ ...report, state }, replacementFor, { public: true });
      expect(body).not.toMatch(/octocat|ada|Whose/);
      expect(assignees).toEqual([]);
    }
  });
});

const at = (ms: number) => new Date(Date.UTC(2026, 10, 23) + ms);

describe('what was done', () => {
  it('names people, and when', () => {
    const timeline = [
      { at: at(0), event: 'found' },
      { at: at(0), event: 'approval_needed' },
      { at: at(125_000), event: 'approved', person: '@ada' },
      { at: at(125_061), event: 'revoked_verified' },
    ];
    const report = incident({ timeline });
    expect(section('What was done', report)).toBe(
      '- Revocation approved by a person (`ada`), 2 min after it was found.\n- Proved dead: revoked, 2 min after it was found.',
    );
  });
});

describe('maps to', () => {
  it('the entries of each kind of finding', () => {
    const maps = (changes: Partial<IncidentReport>) =>
      [
        ...renderIssue(live(changes), replacementFor).body.matchAll(
          /(?:NHI|MCP|ASI)\d+(?::2025)?|MANAGE \d\.\d/g,
        ),
      ]
        .map(([id]) => id)
        .join(' ');
    expect(maps({})).toBe('NHI2:2025 MCP01:2025 ASI03 MANAGE 4.3');
    expect(maps({ exposures: [exposure({ path: '.github/workflows/x.yml' })] })).toContain('NHI6:2025');
    const facts = {
      principalKind: 'user' as const,
      scopes: [],
      audience: [],
      moreTools: false,
      source: 'offline' as const,
      issuedAt: new Date(0),
      expiresAt: new Date(86_400_001),
      describedAt: new Date(0),
    };
    expect(maps({ facts })).toContain('NHI7:2025 NHI10:2025');
    expect(maps({ state: 'accepted_unverified' })).toContain('MANAGE 2.4');
    expect(renderIssue(live(), replacementFor).body).not.toMatch(/complian|comply/i);
  });
});

describe('a thousand places', () => {
  const repositories = [
    { owner: 'acme', name: 'app', private: true, count: 940 },
    { owner: 'acme', name: 'lib', private: true, count: 60 },
  ];
  const exposures = Array.from({ length: 50 }, (_, n) => exposure({ path: `deep/${n}/.mcp.json` }));

  it('are counted truly, whatever is listed', () => {
    const { body } = renderIssue(live({ exposures, exposureCount: 1000, repositories }), replacementFor);
    expect(body).toContain('1,000 places in 2 repositories:');
    expect(body).toContain('`deep/0/.mcp.json:7` in `acme/app` at commit `a1b2c3d4e5f6`, one of 940 there');
    expect(body).toContain('- … and 950 more places');
    expect(body).toContain('Among them:\n\n- 60 places in `acme/lib`');
  });
});
