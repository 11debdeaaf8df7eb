import { describe, expect, it } from '@jest/globals';
import { findRotateRule } from '../../../src/policy/find-rotate-rule.ts';
import { mergePolicies, unusedKeys } from '../../../src/policy/merge-policies.ts';
import { parsePolicyFile, type PolicyFile } from '../../../src/policy/policy-file.ts';

const read = (rule: string) => parsePolicyFile(`rotate:\n  - { ${rule} }\n`);
const fileOf = (...rules: string[]): PolicyFile =>
  parsePolicyFile(`rotate:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}`).policy ?? {};

describe('rotate', () => {
  it.each<[string, object]>([
    [
      'provider: grafana, secret: grafana_token',
      {
        provider: 'grafana',
        key: 'GRAFANA_TOKEN',
        overlapSeconds: 0,
        target: { kind: 'secret', scope: 'repository', name: 'GRAFANA_TOKEN' },
      },
    ],
    [
      'provider: grafana, server: metrics, secret: TOKEN, environment: production, overlap: 10m',
      {
        provider: 'grafana',
        server: 'metrics',
        overlapSeconds: 600,
        target: { kind: 'secret', scope: 'environment', name: 'TOKEN', environment: 'production' },
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
      'provider: neon, key: NEON_KEY, vault: ci/app, field: key, credential_id: "77", type: neon-api-key',
      {
        provider: 'neon',
        type: 'neon-api-key',
        key: 'NEON_KEY',
        credentialId: '77',
        overlapSeconds: 0,
        target: { kind: 'vault', path: 'ci/app', field: 'key' },
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
    ['provider: grafana, secret: GITHUB_TOKEN', 'Write the name of a secret'],
    ['provider: grafana, key: A, vault: ci/../prod, field: x', 'Write a path below the mount'],
    ['provider: grafana, secret: A, overlap: 25h', 'Write how long the old one may live on'],
    ['provider: grafana, secret: A, overlap: 1d', 'Write how long the old one may live on'],
    ['provider: grafana, secret: A, where: there', 'This key is unknown here'],
  ])('refuses { %s }', (rule, sentence) => {
    const { policy, errors } = read(rule);
    expect(policy).toBeUndefined();
    expect(errors).toEqual([{ line: 2, message: expect.stringContaining(sentence) }]);
  });

  it('lets a repository speak for its own secrets only, after the organisation', () => {
    const own = fileOf(
      'provider: grafana, secret: OWN',
      'provider: grafana, secret: OF_ALL, organisation: true',
      'provider: grafana, secret: THERE, repository: acme/other',
      'provider: grafana, secret: NAMED, credential_id: 12/7',
      'provider: grafana, key: VAULT, vault: ci/app, field: x',
    );
    const organisation = fileOf('provider: grafana, secret: NAMED, credential_id: 12/7');
    const keys = (one?: PolicyFile) => mergePolicies(one, own).rotate?.map(({ key }) => key);
    expect(keys()).toEqual(['OWN']);
    expect(keys(organisation)).toEqual(['NAMED', 'OWN']);
    expect(unusedKeys(undefined, own)).toEqual([
      'rotate with credential_id, repository, organisation or vault',
    ]);
    expect(unusedKeys(undefined, fileOf('provider: grafana, secret: OWN'))).toEqual([]);
    expect(mergePolicies(undefined, undefined).rotate).toBeUndefined();
  });

  it('finds the first rule by provider, type, key and server', () => {
    const policy = mergePolicies(
      fileOf(
        'provider: grafana, type: other, secret: A',
        'provider: grafana, server: metrics, secret: B',
        'provider: grafana, secret: TOKEN',
      ),
      undefined,
    );
    const find = (provider: string, key: string | null, server: string | null) => {
      const type = 'grafana-service-account-token';
      const target = findRotateRule(policy, { provider, type, places: [{ key, server }] })?.target;
      return target?.kind === 'secret' ? target.name : undefined;
    };
    expect(find('grafana', 'Authorization', 'Metrics')).toBe('B');
    expect(find('grafana', 'token', null)).toBe('TOKEN');
    expect(find('grafana', 'A', null)).toBeUndefined();
    expect(find('neon', 'TOKEN', 'metrics')).toBeUndefined();
  });
});
