import { describe, expect, it } from '@jest/globals';
import { decide, utcDay, type JudgedFinding } from '../../../src/policy/decide.ts';
import { DEFAULT_POLICY, type Policy, type RegisteredServer } from '../../../src/policy/policy.ts';

const FINDING: JudgedFinding = { surface: 'claude-code', confidence: 'high' };
const WHERE = { path: 'a/.mcp.json', today: '2027-05-31' };

function server(name: string, url: string, environments: readonly string[]): RegisteredServer {
  return { name, url, environments, scopes: [] };
}

function policy(changes: Partial<Policy> = {}): Policy {
  return { ...DEFAULT_POLICY, ...changes };
}

function rule(path: string, until = '2027-06-01') {
  return { path, reason: 'synthetic', until };
}

function ignored(path: string, where: Partial<typeof WHERE> = {}, until?: string): boolean {
  const judging = policy({ ignore: [rule(path, until)] });
  return decide(FINDING, judging, { ...WHERE, ...where }).ignored !== undefined;
}

describe('decide', () => {
  it('reports, fails and revokes by default', () => {
    expect(decide(FINDING, policy(), WHERE)).toEqual({ report: true, fail: true, revoke: 'auto' });
  });

  it('only reports in observe mode', () => {
    expect(decide(FINDING, policy({ mode: 'observe' }), WHERE)).toEqual({
      report: true,
      fail: false,
      revoke: 'never',
    });
  });

  it.each<[Policy['scope'], string, boolean, boolean]>([
    ['mcp', 'claude-code', false, true],
    ['mcp', 'text', false, false],
    ['mcp', 'text', true, true],
    ['all', 'text', false, true],
  ])('scope %s, surface %s, MCP context %s: reported %s', (scope, surface, mcpContext, report) => {
    const decision = decide({ ...FINDING, surface }, policy({ scope }), { ...WHERE, mcpContext });
    expect(decision).toMatchObject({ report, fail: report, revoke: report ? 'auto' : 'never' });
  });

  it('does not report what is too unsure', () => {
    expect(decide({ ...FINDING, confidence: 'low' }, policy(), WHERE).report).toBe(false);
    expect(decide({ ...FINDING, confidence: 'medium' }, policy(), WHERE).report).toBe(true);
  });
});

describe('decide: ignore rules', () => {
  it('hides the finding and names the rule', () => {
    const decision = decide(FINDING, policy({ ignore: [rule('b'), rule('a/**')] }), WHERE);
    expect(decision).toEqual({ report: false, fail: false, revoke: 'never', ignored: rule('a/**') });
  });

  it.each([
    ['2027-05-31', true],
    ['2027-06-01', true],
    ['2027-06-02', false],
    ['2028-01-01', false],
  ])('on %s holds: %s', (today, expected) => {
    expect(ignored('a/**', { today })).toBe(expected);
  });

  it.each([
    ['**', '.mcp.json', true],
    ['**/*.json', 'x/y/.mcp.json', true],
    ['test/{a,b}/**', 'test/b/.env', true],
    ['test/*', 'test/a/b', false],
    ['*.json', 'a/b.json', false],
    ['!a', 'b', false],
    ['@(a|b)', 'a', false],
    ['a\\*', 'ab', false],
    ['#a', '#a', true],
  ])('%s covers %s: %s', (glob, path, expected) => {
    expect(ignored(glob, { path })).toBe(expected);
  });

  it.each([
    ['stars', `${'*a'.repeat(90)}b`, 'a'.repeat(1000)],
    ['folders', `${'**/a/'.repeat(38)}b`, 'a/'.repeat(500)],
    ['questions', '?'.repeat(200), 'a'.repeat(1000)],
    ['classes', `${'[a-z]*'.repeat(30)}!`, 'a'.repeat(1000)],
    ['braces', '{a,b}'.repeat(40), 'ab'.repeat(40)],
    ['a huge range', '{1..999999999}x', '1'],
    ['an endless path', '**/*', 'a/'.repeat(100_000)],
  ])('cannot be made slow by %s', (_, glob, path) => {
    const start = performance.now();
    expect(ignored(glob, { path })).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('decide: environments', () => {
  const servers = [
    server('billing', 'https://mcp.acme.dev/billing', ['production']),
    server('billing-next', 'https://mcp.acme.dev/billing/next', ['staging']),
    server('shared', 'https://shared.acme.dev', ['staging', 'production']),
    server('plain', 'https://plain.acme.dev', []),
  ];
  const environment = (finding: Partial<JudgedFinding>) =>
    decide({ ...FINDING, ...finding }, policy({ servers }), WHERE).environment;

  it.each([
    ['https://mcp.acme.dev/billing', 'production'],
    ['https://mcp.acme.dev/billing/', 'production'],
    ['https://MCP.acme.dev:443/billing/sse', 'production'],
    ['https://mcp.acme.dev/billing/next/sse', 'staging'],
    ['https://mcp.acme.dev/billing2', undefined],
    ['http://mcp.acme.dev/billing', undefined],
    ['https://mcp.acme.dev.evil.dev/billing', undefined],
    ['https://plain.acme.dev', undefined],
    ['no url', undefined],
  ])('of %s is %s', (serverUrl, expected) => {
    expect(environment({ serverUrl })).toBe(expected);
  });

  it('is found by the name where no URL matches, the URL first', () => {
    expect(environment({ server: 'billing' })).toBe('production');
    expect(environment({ server: 'billing', serverUrl: 'https://mcp.acme.dev/billing/next' })).toBe(
      'staging',
    );
    expect(environment({ server: 'Billing' })).toBeUndefined();
  });

  it('decides the revocation; of several the most careful', () => {
    expect(decide({ ...FINDING, server: 'billing' }, policy({ servers }), WHERE).revoke).toBe('ask');
    expect(decide({ ...FINDING, server: 'billing-next' }, policy({ servers }), WHERE).revoke).toBe('auto');
    const shared = decide({ ...FINDING, server: 'shared' }, policy({ servers }), WHERE);
    expect(shared).toMatchObject({ environment: 'production', revoke: 'ask' });
  });
});

describe('utcDay', () => {
  it('is the day in UTC, wherever the server stands', () => {
    expect(utcDay(new Date('2027-06-01T23:30:00-02:00'))).toBe('2027-06-02');
  });
});
