import { describe, expect, it } from '@jest/globals';
import { checksOf, CHECKS } from '../../../src/governance/checks.ts';
import type { Hit } from '../../../src/governance/check.ts';
import { FRAME_NAMES, titleOf, type FrameName } from '../../../src/governance/frames.ts';
import type { Records } from '../../../src/governance/records.ts';
import { sayHit } from '../../../src/governance/sentence.ts';
import type { SubjectKind } from '../../../src/governance/subject.ts';
import { after, daysAgo, MEASURES, NOW, QUIET, runBy, servedBy } from '../../support/governance-records.ts';

const ISSUED = daysAgo(1);
const jwt = (seconds: number) => ({
  isJwt: true,
  issuedAt: ISSUED,
  expiresAt: after(ISSUED, seconds),
  audience: ['https://mcp.example.com'],
});
const issuer = { origin: 'https://login.example.com', hasRevocation: false };
const registered = {
  name: 'search',
  url: 'https://mcp.example.com/mcp',
  environments: [],
  scopes: ['search:read'],
};
const leak = { content: 0, workflow: 0, variable: 0, organisationVariable: 0 };

/** `undefined` takes a field away. */
type Change<K extends SubjectKind> = { readonly [P in keyof Records[K]]?: Records[K][P] | undefined };
type Row = {
  [K in SubjectKind]: readonly [id: string, kind: K, change: Change<K>, hit: string | undefined];
}[SubjectKind];

/** What a quiet record is changed into, and what a check then says; undefined: nothing. */
const ROWS: readonly Row[] = [
  ['leak-content', 'credential', { leaks: { ...leak, content: 2 } }, 'stands in 2 places of files'],
  ['leak-content', 'credential', { leaks: { ...leak, content: 1 }, ended: true }, undefined],
  ['leak-workflow', 'credential', { leaks: { ...leak, workflow: 1 } }, 'written out in 1 place of workflows'],
  ['leak-workflow', 'credential', { leaks: { ...leak, content: 1 } }, undefined],
  ['leak-variable', 'credential', { leaks: { ...leak, variable: 2, organisationVariable: 1 } }, '2 variables, 1 of them visible to every'],
  ['leak-variable', 'credential', { leaks: { ...leak, content: 4 } }, undefined],
  ['revoke-unverified', 'credential', { state: 'accepted_unverified', stateSince: daysAgo(3) }, '3 days later'],
  ['revoke-unverified', 'credential', { state: 'accepted_unverified', stateSince: after(NOW, -540) }, undefined],
  ['revoke-unverified', 'credential', { state: 'manual_required', stateSince: daysAgo(3) }, undefined],
  ['reintroduced', 'credential', { reintroduced: true, ended: true }, 'has come back since'],
  ['long-lived-token', 'credential', jwt(7200), 'issued for 2 hours; 1 hour is enough'],
  ['long-lived-token', 'credential', jwt(3600), undefined],
  ['long-lived-token', 'credential', { isJwt: true, issuedAt: ISSUED }, 'issued for ever'],
  ['long-lived-token', 'credential', { ...jwt(7200), registered: { ...registered, maxTtlSeconds: 86_400 } }, undefined],
  ['long-lived-token', 'credential', { ...jwt(7200), isJwt: false }, undefined],
  ['no-expiry', 'credential', { neverExpires: true }, 'no end that github knows of'],
  ['no-expiry', 'credential', { neverExpires: true, ended: true }, undefined],
  ['no-expiry', 'credential', { expiresAt: after(NOW, 60) }, undefined],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(91) }, 'written 91 days ago and is to be rotated after 90 days'],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(76) }, 'written 76 days ago'],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(75) }, undefined],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(31), maxAgeDays: 30 }, '31 days ago and is to be rotated after 30 days'],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(3), maxAgeDays: 7 }, undefined],
  ['rotation-overdue', 'secret', { updatedAt: daysAgo(900), uses: [] }, undefined],
  ['not-renewed', 'secret', { notRenewed: 'Vault did not answer.' }, 'was not: Vault did not answer.'],
  ['not-renewed', 'secret', { updatedAt: daysAgo(900), uses: [] }, undefined],
  ['stale', 'credential', { lastUsedAt: daysAgo(91) }, 'used last 91 days ago'],
  ['stale', 'credential', { lastUsedAt: daysAgo(90) }, undefined],
  ['stale', 'credential', { lastUsedAt: daysAgo(91), ended: true }, undefined],
  ['stale', 'secret', { abandonedSince: daysAgo(8), uses: [] }, 'used last 8 days ago'],
  ['stale', 'secret', { abandonedSince: daysAgo(7), uses: [] }, undefined],
  ['outlived', 'credential', { registered: { ...registered, until: '2026-06-14' } }, 'its server search ended on 2026-06-14; end it at its provider'],
  ['outlived', 'credential', { registered: { ...registered, until: '2026-06-15' } }, undefined],
  ['outlived', 'credential', { archived: true, endPage: 'https://github.com/settings/tokens' }, 'is archived; end it at https://github.com/settings/tokens'],
  ['outlived', 'credential', { archived: true, ended: true }, undefined],
  ['outlived', 'credential', { removedSince: daysAgo(8) }, 'no configuration has named its server for 8 days'],
  ['outlived', 'credential', { removedSince: daysAgo(7) }, undefined],
  ['no-kill-switch', 'credential', { ...jwt(901), issuer }, 'login.example.com offers no revocation'],
  ['no-kill-switch', 'credential', { ...jwt(900), issuer }, undefined],
  ['no-kill-switch', 'credential', { ...jwt(901), issuer: { ...issuer, hasRevocation: true } }, undefined],
  ['no-kill-switch', 'credential', { ...jwt(901), issuer: { origin: issuer.origin } }, undefined],
  ['environment-reuse', 'credential', { uses: [runBy('a', { environment: 'prod-eu' }), runBy('b', { environment: 'qa' })] }, 'used in prod-eu and qa'],
  ['environment-reuse', 'credential', { uses: [runBy('a', { environment: 'prod-eu' }), runBy('b', { environment: 'production' })] }, undefined],
  ['environment-reuse', 'secret', { environment: 'staging', uses: [runBy('a', { environment: 'production' })] }, 'used in staging and production'],
  ['environment-reuse', 'secret', { environment: 'production', uses: [runBy('a', { environment: 'production' })] }, undefined],
  ['server-reuse', 'credential', { uses: [servedBy('a'), servedBy('b')] }, '2 MCP servers (a and b)'],
  ['server-reuse', 'credential', { uses: [servedBy('a'), servedBy('A', { repository: 'acme/web' })] }, undefined],
  ['server-reuse', 'secret', { uses: [servedBy('a'), servedBy('b'), servedBy('c'), servedBy('d')] }, '4 MCP servers (a, b, c and 1 more)'],
  ['shared-organisation-secret', 'secret', { scope: 'organization', visibility: 'all' }, '1 repository uses it'],
  ['shared-organisation-secret', 'secret', { scope: 'organization', visibility: 'selected' }, undefined],
  ['shared-organisation-secret', 'secret', { scope: 'organization', visibility: 'all', uses: [] }, undefined],
  ['unprotected-environment', 'environment', { reviewers: false }, 'holds 1 secret and lets any branch'],
  ['unprotected-environment', 'environment', { reviewers: false, branches: true }, undefined],
  ['unprotected-environment', 'environment', { reviewers: false, name: 'staging' }, undefined],
  ['unprotected-environment', 'environment', { reviewers: false, secrets: [] }, undefined],
  ['no-owner', 'credential', { owners: [] }, 'Nobody is known'],
  ['no-owner', 'credential', { owners: [], ended: true }, undefined],
  ['no-owner', 'secret', { owners: [] }, 'answer for DEPLOY_TOKEN'],
  ['no-owner', 'secret', { owners: [], uses: [] }, undefined],
  ['owner-gone', 'credential', { owners: ['@ann'], goneOwners: ['@ann'] }, '@ann owned'],
  ['owner-gone', 'credential', { owners: ['@ann', '@bo'], goneOwners: ['@ann'] }, undefined],
  ['owner-gone', 'secret', { owners: ['@ann'], goneOwners: ['@ann'] }, '@ann owned DEPLOY_TOKEN'],
  ['human-token', 'credential', { principal: 'user', uses: [runBy('deploy')] }, 'used by the job deploy'],
  ['human-token', 'credential', { principal: 'user', uses: [servedBy('a')] }, undefined],
  ['human-token', 'credential', { principal: 'bot', uses: [runBy('deploy')] }, undefined],
  ['over-broad-scopes', 'credential', { scopes: ['repo', 'read:user'] }, 'carries repo.'],
  ['over-broad-scopes', 'credential', { scopes: ['admin:org', 'projects.*'] }, 'carries admin:org and projects.*'],
  ['over-broad-scopes', 'credential', { scopes: ['search:read'], registered }, undefined],
  ['over-broad-scopes', 'credential', { scopes: ['search:read', 'search:write'], registered }, 'carries search:write.'],
  ['over-broad-scopes', 'credential', { scopes: ['administrate-nothing', 'repository:read'] }, undefined],
  ['no-audit', 'credential', { showsUse: false }, 'does not tell when'],
  ['no-audit', 'credential', { showsUse: false, ended: true }, undefined],
  ['unpinned-server', 'server', { version: undefined }, 'npx fetches whatever @acme/search is'],
  ...['latest', '^1.2.0', '~1', '1.x', '>=2', 'next', '*'].map((version): Row => ['unpinned-server', 'server', { version }, 'npx fetches']),
  ...['1.4.2', '2.0.0-beta.1', '0.1', 'v3.2.1', 'sha256:0123456789abcdef'].map((version): Row => ['unpinned-server', 'server', { version }, undefined]),
  ['unpinned-server', 'server', { version: undefined, takesSecret: false }, undefined],
  ['shadow-server', 'server', { hasRegister: true }, 'search is configured'],
  ['shadow-server', 'server', { hasRegister: true, registered }, undefined],
  ['shadow-server', 'server', {}, undefined],
  ['retired-server', 'server', { registered: { ...registered, until: '2026-06-14' } }, 'was to end on 2026-06-14'],
  ['retired-server', 'server', { registered: { ...registered, until: '2026-06-15' } }, undefined],
  ['weak-transport', 'server', { url: 'http://mcp.example.com/mcp' }, 'over plain http'],
  ['weak-transport', 'server', { url: 'http://localhost:3000/mcp' }, undefined],
  ['weak-transport', 'server', { url: 'http://localhost.evil.example/mcp' }, 'over plain http'],
  ['weak-transport', 'server', { url: 'https://mcp.example.com/mcp' }, undefined],
  ['weak-transport', 'server', { url: 'https://mcp.example.com/mcp', secretInUrl: true, basicAuth: true }, 'in its address, which proxies and logs keep and as a user’s password'],
  ['unclear-issuer', 'server', { issuer: { origin: 'https://a.example', hasResourceMetadata: false } }, 'does not say who issues'],
  ['unclear-issuer', 'server', { issuer: { origin: 'https://a.example', issuerMatches: false } }, 'calls itself by another name'],
  ['unclear-issuer', 'server', { issuer: { origin: 'https://a.example', issuerMatches: true, hasResourceMetadata: true } }, undefined],
  ['wrong-audience', 'credential', { ...jwt(60), audience: ['https://other.example'] }, 'was issued for https://other.example'],
  ['wrong-audience', 'credential', { ...jwt(60), audience: [] }, 'issued for nobody in particular'],
  ['wrong-audience', 'credential', { ...jwt(60), audience: ['https://mcp.example.com/mcp'] }, undefined],
  ['wrong-audience', 'credential', { ...jwt(60), audience: ['https://mcp.example.com/mc'] }, 'was issued for'],
  ['wrong-audience', 'credential', { ...jwt(60), audience: ['https://other.example'], uses: [servedBy('local')] }, undefined],
  ['variable-as-secret', 'job', { takes: [{ via: 'variable', name: 'SEARCH', key: 'SEARCH_TOKEN', line: 9, mcp: false }] }, 'takes SEARCH from variables'],
  ['variable-as-secret', 'job', { takes: [{ via: 'variable', name: 'REGION', key: 'AWS_REGION', line: 9, mcp: false }] }, undefined],
  ['static-key', 'job', { takes: [{ via: 'secret', name: 'NPM_TOKEN', line: 9, mcp: false }] }, 'keeps NPM_TOKEN, although npm'],
  ['static-key', 'job', { takes: [{ via: 'secret', name: 'PUBLISH', key: 'NODE_AUTH_TOKEN', line: 9, mcp: false }] }, 'keeps PUBLISH, although npm'],
  ['static-key', 'job', { oidc: true, takes: [{ via: 'secret', name: 'NPM_TOKEN', line: 9, mcp: false }] }, undefined],
  ['static-key', 'job', { takes: [{ via: 'variable', name: 'NPM_TOKEN', line: 9, mcp: false }] }, undefined],
  ['foreign-code', 'job', { runsForeignCode: true, triggers: ['pull_request_target', 'push'] }, 'starts on pull_request_target, checks out'],
  ['foreign-code', 'job', { runsForeignCode: true, triggers: ['pull_request_target'], takes: [] }, undefined],
  ['foreign-code', 'job', { triggers: ['pull_request_target'] }, undefined],
]; // prettier-ignore

function runOne(id: string, kind: SubjectKind, record: Records[SubjectKind]): Hit | undefined {
  return checksOf(kind)
    .find((check) => check.id === id)
    ?.test(record, MEASURES);
}

describe('checks of the register', () => {
  it.each(ROWS)('%s of a %s changed by %j: %s', (id, kind, change, sentence) => {
    const check = CHECKS.find((one) => one.id === id);
    const hit = runOne(id, kind, { ...QUIET[kind], ...change } as Records[SubjectKind]);
    const said = hit && check ? sayHit(check, hit.facts, (text) => text) : 'nothing';
    expect(said).toContain(sentence ?? 'nothing');
    expect(said).not.toMatch(/[{}]|undefined/);
  });

  it.each(Object.keys(QUIET) as SubjectKind[])('says nothing about a %s that is as it should be', (kind) => {
    expect(checksOf(kind).filter((check) => check.test(QUIET[kind], MEASURES))).toEqual([]);
  });

  it('has a row that hits and one that does not for every check', () => {
    const hits = new Set(ROWS.filter(([, , , hit]) => hit !== undefined).map(([id]) => id));
    const misses = new Set(ROWS.filter(([, , , hit]) => hit === undefined).map(([id]) => id));
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !hits.has(id))).toEqual([]);
    // A dead credential that came back is the one thing that has no second condition.
    expect(ids.filter((id) => !misses.has(id))).toEqual(['reintroduced']);
  });

  it('maps every check to entries that the frames have', () => {
    for (const { frames } of CHECKS) {
      const names = Object.keys(frames) as FrameName[];
      const titles = names.flatMap((frame) => frames[frame].map((id) => titleOf(frame, id as never)));
      expect(names).toEqual(Object.keys(FRAME_NAMES));
      expect(titles.length).toBeGreaterThan(0);
      expect(titles).not.toContain('undefined');
    }
  });

  it('makes every fact harmless before it stands in a sentence', () => {
    const check = CHECKS.find(({ id }) => id === 'shadow-server')!;
    expect(sayHit(check, { server: '<@all>' }, (text) => text.replaceAll(/\W/g, ''))).toMatch(
      /^all is configured/,
    );
  });
});
