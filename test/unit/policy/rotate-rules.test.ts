import { describe, expect, it } from '@jest/globals';
import { findRotateRule } from '../../../src/policy/find-rotate-rule.ts';
import { mergePolicies, unusedKeys } from '../../../src/policy/merge-policies.ts';
import { parsePolicyFile, type PolicyFile } from '../../../src/policy/policy-file.ts';
import { withoutEffect } from '../../../src/policy/preview/without-effect.ts';

const read = (rule: string) => parsePolicyFile(`rotate:\n  - { ${rule} }\n`);
const fileOf = (...rules: string[]): PolicyFile =>
  parsePolicyFile(`rotate:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}`).policy ?? {};

describe('rotate', () => {
  it.each<[string, object]>([
    [
      'provider: grafana, secret: grafana_token, repositories: [acme/app]',
      {
        repositories: ['acme/app'],
        provider: 'grafana',
        key: 'GRAFANA_TOKEN',
        overlapSeconds: 0,
        target: { kind: 'secret', scope: 'repository', name: 'GRAFANA_TOKEN' },
      },
    ],
    [
      'provider: grafana, server: metrics, secret: TOKEN, environment: production, repository: acme/app, overlap: 10m',
      {
        provider: 'grafana',
        server: 'metrics',
        overlapSeconds: 600,
        target: {
          kind: 'secret',
          scope: 'environment',
          name: 'TOKEN',
          environment: 'production',
          repository: 'acme/app',
        },
      },
    ],
    [
      'provider: aws, secret: AWS_SECRET_ACCESS_KEY, key_id_secret: AWS_ACCESS_KEY_ID, organisation: true',
      {
        provider: 'aws',
        key: 'AWS_SECRET_ACCESS_KEY',
        overlapSeconds: 0,
        target: {
          kind: 'secret',
          scope: 'organization',
          name: 'AWS_SECRET_ACCESS_KEY',
          keyIdName: 'AWS_ACCESS_KEY_ID',
        },
      },
    ],
    [
      'provider: neon, key: NEON_KEY, vault: ci/app, field: key, type: neon-api-key',
      {
        provider: 'neon',
        type: 'neon-api-key',
        key: 'NEON_KEY',
        overlapSeconds: 0,
        target: { kind: 'vault', path: 'ci/app', field: 'key' },
      },
    ],
    [
      'provider: vault, variable: true, repositories: [acme/app]',
      {
        provider: 'vault',
        repositories: ['acme/app'],
        overlapSeconds: 0,
        target: { kind: 'variable', scope: 'repository' },
      },
    ],
    [
      'provider: vault, variable: true, key: VAULT_TOKEN, organisation: true',
      {
        provider: 'vault',
        key: 'VAULT_TOKEN',
        overlapSeconds: 0,
        target: { kind: 'variable', scope: 'organization' },
      },
    ],
  ])('reads { %s }', (rule, expected) => {
    expect(read(rule)).toEqual({ errors: [], policy: { rotate: [expected] } });
  });

  it.each([
    ['provider: grafana', 'Say where the successor goes'],
    ['provider: grafana, secret: A, vault: ci/app, field: x', 'Say where the successor goes'],
    ['provider: grafana, key: A, vault: ci/app', 'Say where the successor goes'],
    ['provider: grafana, secret: A, organisation: true, environment: b', 'Say where the successor goes'],
    ['provider: grafana, vault: ci/app, field: x', 'Say which credential goes to Vault'],
    ['provider: grafana, secret: A', 'Say whose it is'],
    ['provider: grafana, secret: A, environment: b', 'Say whose it is'],
    ['provider: grafana, variable: true', 'Say whose it is'],
    ['provider: grafana, variable: true, secret: A', 'Say where the successor goes'],
    ['provider: grafana, variable: true, repository: acme/app', 'Say where the successor goes'],
    ['provider: grafana, secret: A, repositories: []', 'Name at least one repository'],
    ['provider: grafana, secret: A, repositories: [app]', 'Write the repository as owner/name'],
    ['provider: grafana, secret: GITHUB_TOKEN', 'Write the name of a secret'],
    ['provider: grafana, key: A, vault: ci/../prod, field: x', 'Write a path below the mount'],
    ['provider: grafana, secret: A, overlap: 25h', 'Write how long the old one may live on'],
    ['provider: grafana, secret: A, overlap: 1d', 'Write how long the old one may live on'],
    ['provider: grafana, secret: A, organisation: true, where: there', 'This key is unknown here'],
  ])('refuses { %s }', (rule, sentence) => {
    const { policy, errors } = read(rule);
    expect(policy).toBeUndefined();
    expect(errors).toEqual([{ line: 2, message: expect.stringContaining(sentence) }]);
  });

  it('counts in the organisation’s file only, whatever a repository says', () => {
    const own = fileOf(
      'provider: grafana, secret: OWN, repositories: [acme/app]',
      'provider: grafana, secret: THERE, repository: acme/other',
      'provider: grafana, secret: OF_ALL, organisation: true',
      'provider: grafana, variable: true, repositories: [acme/app]',
      'provider: grafana, key: VAULT, vault: ci/app, field: x',
    );
    const organisation = fileOf('provider: grafana, secret: NAMED, repository: acme/app');
    const keys = (one?: PolicyFile) => mergePolicies(one, own).rotate?.map(({ key }) => key);
    expect(keys()).toBeUndefined();
    expect(keys({})).toBeUndefined();
    expect(keys(organisation)).toEqual(['NAMED']);
    for (const one of [undefined, {}, organisation]) {
      expect(unusedKeys(one, own)).toEqual(['rotate']);
      expect(withoutEffect(one, own, mergePolicies(one, own))).toEqual([
        { key: 'rotate', organisationOnly: true },
      ]);
    }
    expect(unusedKeys(undefined, { rotate: [] })).toEqual([]);
  });
});

const find = (
  rules: readonly string[],
  provider: string,
  place: { key?: string; server?: string; variable?: 'repository' | 'organization' },
  repository = 'acme/app',
) => {
  const { key = null, server = null, variable } = place;
  const places = [{ key, server, ...(variable ? { variable } : {}) }];
  const leaked = { provider, type: 'grafana-service-account-token', repository, places };
  const target = findRotateRule(mergePolicies(fileOf(...rules), undefined), leaked)?.target;
  return target?.kind === 'secret' ? target.name : target?.kind;
};

describe('findRotateRule', () => {
  it('finds the first rule by provider, type, key and server', () => {
    const rules = [
      'provider: grafana, type: other, secret: A, repository: acme/app',
      'provider: grafana, server: metrics, secret: B, repository: acme/app',
      'provider: grafana, secret: TOKEN, organisation: true',
    ];
    expect(find(rules, 'grafana', { key: 'Authorization', server: 'Metrics' })).toBe('B');
    expect(find(rules, 'grafana', { key: 'token' })).toBe('TOKEN');
    expect(find(rules, 'grafana', { key: 'A' })).toBeUndefined();
    expect(find(rules, 'neon', { key: 'TOKEN', server: 'metrics' })).toBeUndefined();
  });

  it('puts a successor into the repository of the leak only where the organisation names that one', () => {
    const rules = [
      'provider: grafana, secret: ONE, repositories: [acme/one, Acme/App]',
      'provider: grafana, secret: TWO, repository: acme/two',
      'provider: grafana, secret: THREE, repository: acme/two, repositories: [acme/three]',
    ];
    expect(find(rules, 'grafana', { key: 'ONE' })).toBe('ONE');
    expect(find(rules, 'grafana', { key: 'ONE' }, 'acme/apps')).toBeUndefined();
    expect(find(rules, 'grafana', { key: 'TWO' }, 'acme/mallory')).toBe('TWO');
    expect(find(rules, 'grafana', { key: 'THREE' })).toBeUndefined();
    expect(find(rules, 'grafana', { key: 'THREE' }, 'acme/three')).toBe('THREE');
    // As an older version may have kept it.
    const kept = { kind: 'secret', scope: 'repository', name: 'OLD' } as const;
    const rule = { provider: 'grafana', key: 'OLD', overlapSeconds: 0, target: kept };
    const leaked = { provider: 'grafana', type: 'x', repository: 'acme/app' };
    expect(
      findRotateRule({ rotate: [rule] }, { ...leaked, places: [{ key: 'OLD', server: null }] }),
    ).toBeUndefined();
  });

  it('takes a variable for what becomes a secret only, and of whom the rule says', () => {
    const own = ['provider: grafana, variable: true, key: TOKEN, repositories: [acme/app]'];
    const shared = ['provider: grafana, variable: true, organisation: true'];
    expect(find(own, 'grafana', { key: 'TOKEN' })).toBeUndefined();
    expect(find(own, 'grafana', { key: 'TOKEN', variable: 'repository' })).toBe('variable');
    expect(find(own, 'grafana', { key: 'OTHER', variable: 'repository' })).toBeUndefined();
    expect(find(own, 'grafana', { key: 'TOKEN', variable: 'repository' }, 'acme/evil')).toBeUndefined();
    expect(find(own, 'grafana', { key: 'TOKEN', variable: 'organization' })).toBeUndefined();
    expect(find(shared, 'grafana', { key: 'ANY', variable: 'organization' })).toBe('variable');
    expect(find(shared, 'grafana', { key: 'ANY', variable: 'repository' })).toBeUndefined();
  });
});
