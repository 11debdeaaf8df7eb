import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mergePolicies, unusedKeys } from '../../../src/policy/merge-policies.ts';
import { revokeModeFor } from '../../../src/policy/merge-revoke.ts';
import type { PolicyFile } from '../../../src/policy/policy-file.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';

const issuers = (host: string) => [{ issuer: `https://${host}`, clientId: 'rekey' }];
const servers = (name: string) => [{ name, url: `https://${name}.dev`, environments: [], scopes: [] }];
const ignore = (path: string) => [{ path, reason: 'because', until: '2030-01-01' }];

describe('mergePolicies', () => {
  it('is the default where there is no file', () => {
    expect(mergePolicies(undefined, undefined)).toEqual(DEFAULT_POLICY);
  });

  it.each<['mode' | 'scope' | 'fix', PolicyFile, PolicyFile, string]>([
    ['mode', { mode: 'enforce' }, { mode: 'observe' }, 'enforce'],
    ['mode', { mode: 'observe' }, { mode: 'enforce' }, 'enforce'],
    ['mode', { mode: 'observe' }, {}, 'observe'],
    ['mode', {}, { mode: 'observe' }, 'observe'],
    ['scope', { scope: 'all' }, { scope: 'mcp' }, 'all'],
    ['scope', { scope: 'mcp' }, { scope: 'all' }, 'all'],
    ['scope', {}, {}, 'mcp'],
    ['fix', { fix: 'suggest' }, { fix: 'off' }, 'suggest'],
    ['fix', { fix: 'off' }, { fix: 'pull_request' }, 'pull_request'],
    ['fix', {}, {}, 'suggest'],
  ])('takes the stricter %s of %p and %p', (key, organisation, repository, expected) => {
    expect(mergePolicies(organisation, repository)[key]).toBe(expected);
  });

  it.each<[PolicyFile['revoke'], PolicyFile['revoke'], string, string]>([
    [undefined, undefined, 'staging', 'auto'],
    [undefined, undefined, 'production', 'ask'],
    [undefined, { default: 'never' }, 'staging', 'never'],
    [undefined, { default: 'never' }, 'production', 'never'],
    [undefined, { default: 'auto' }, 'production', 'ask'],
    [undefined, { production: 'auto' }, 'production', 'auto'],
    [{ default: 'auto' }, { default: 'never' }, 'staging', 'auto'],
    [{ default: 'auto' }, { staging: 'never' }, 'staging', 'auto'],
    [{ staging: 'ask' }, { default: 'never' }, 'staging', 'ask'],
    [{ default: 'never' }, { staging: 'auto' }, 'staging', 'auto'],
    [{ production: 'auto' }, { production: 'never' }, 'production', 'auto'],
    [{ default: 'ask' }, {}, 'constructor', 'ask'],
  ])('merges revocation of %p and %p for %s to %s', (organisation, repository, environment, expected) => {
    const { revoke } = mergePolicies(
      organisation && { revoke: organisation },
      repository && { revoke: repository },
    );
    expect(revokeModeFor(revoke, environment)).toBe(expected);
  });

  it("never lets a repository loosen what the organisation's file says", () => {
    const order = { observe: 0, enforce: 1, mcp: 0, all: 1, never: 0, ask: 1, auto: 2 } as const;
    const revoke = fc.dictionary(
      fc.constantFrom('default', 'production', 'staging', 'dev'),
      fc.constantFrom('auto', 'ask', 'never'),
    );
    const file = fc.record(
      { mode: fc.constantFrom('observe', 'enforce'), scope: fc.constantFrom('mcp', 'all'), revoke },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(file, file, (organisation, repository) => {
        const merged = mergePolicies(organisation, repository);
        const alone = mergePolicies(organisation, undefined);
        for (const key of ['mode', 'scope'] as const) {
          const said = organisation[key];
          expect(order[merged[key]]).toBeGreaterThanOrEqual(said ? order[said] : 0);
        }
        for (const environment of Object.keys(organisation.revoke ?? {})) {
          const mode = revokeModeFor(merged.revoke, environment);
          expect(order[mode]).toBeGreaterThanOrEqual(order[revokeModeFor(alone.revoke, environment)]);
        }
      }),
    );
  });

  it("uses the repository's register only where there is no organisation's file, even an empty one", () => {
    const own = { issuers: issuers('own.dev'), servers: servers('own') };
    expect(mergePolicies(undefined, own)).toMatchObject(own);
    expect(mergePolicies({}, own)).toMatchObject({ issuers: [], servers: [] });
    const theirs = { issuers: issuers('acme.dev'), servers: servers('acme') };
    expect(mergePolicies(theirs, own)).toMatchObject(theirs);
  });

  it('lets a repository choose where its reports go only where there is no file of the organisation', () => {
    const own: PolicyFile = { issues: { repository: 'acme/team' } };
    expect(mergePolicies(undefined, own).issues).toEqual({ ...DEFAULT_POLICY.issues, ...own.issues });
    expect(mergePolicies({}, own).issues).toEqual(DEFAULT_POLICY.issues);
    const issues = { repository: 'acme/security', labels: ['a'] };
    expect(mergePolicies({ issues }, { issues: { repository: 'evil/sink', labels: ['b'] } }).issues).toEqual(
      issues,
    );
    expect(mergePolicies({}, { issues: { labels: ['b'] } }).issues).toEqual({ labels: ['b'] });
  });

  it("takes the organisation's list of approvers where it has one, whatever a repository says", () => {
    const own: PolicyFile = { approvers: ['@octo'] };
    const theirs: PolicyFile = { approvers: ['@acme/security'] };
    expect(mergePolicies(theirs, own).approvers).toEqual(['@acme/security']);
    expect(mergePolicies({}, own).approvers).toEqual(['@octo']);
    expect(mergePolicies(undefined, own).approvers).toEqual(['@octo']);
    expect(mergePolicies({}, {})).not.toHaveProperty('approvers');
    expect(unusedKeys(theirs, own)).toEqual(['approvers']);
    expect(unusedKeys({}, own)).toEqual([]);
  });

  it('joins ignore rules, but for an organisation that says enforce only its own hold', () => {
    const paths = (organisation: PolicyFile | undefined) =>
      mergePolicies(organisation, { ignore: ignore('own') }).ignore.map(({ path }) => path);
    expect(paths(undefined)).toEqual(['own']);
    expect(paths({ ignore: ignore('org') })).toEqual(['org', 'own']);
    expect(paths({ mode: 'observe', ignore: ignore('org') })).toEqual(['org', 'own']);
    expect(paths({ mode: 'enforce', ignore: ignore('org') })).toEqual(['org']);
  });
});

describe('unusedKeys', () => {
  it('names what the repository may not say', () => {
    const own: PolicyFile = {
      mode: 'observe',
      ignore: ignore('own'),
      issuers: issuers('own.dev'),
      servers: servers('own'),
      issues: { repository: 'octo/x' },
    };
    expect(unusedKeys({ mode: 'enforce' }, own)).toEqual([
      'ignore',
      'issuers',
      'servers',
      'issues.repository',
    ]);
    expect(unusedKeys({}, own)).toEqual(['issuers', 'servers', 'issues.repository']);
    expect(unusedKeys(undefined, own)).toEqual([]);
    expect(unusedKeys({ mode: 'enforce' }, { ignore: [], issuers: [] })).toEqual([]);
    expect(unusedKeys({ mode: 'enforce' }, undefined)).toEqual([]);
  });
});
