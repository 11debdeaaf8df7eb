import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { policySchemaFile } from '../../../scripts/write-policy-schema.ts';
import { policyJsonSchema } from '../../../src/policy/policy-json-schema.ts';
import { KEY_TEXTS } from '../../../src/policy/policy-key-texts.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
const validate = ajv.compile(policyJsonSchema());

/** What an editor says, and what Rekey says. */
const both = (text: string) => ({
  editor: validate(parse(text, { schema: 'core' })),
  rekey: parsePolicyFile(text, new Date('2026-12-01')).errors.length === 0,
});

/** The paths of all keys of a schema, without the positions of lists. */
function keysOf(schema: object, path = ''): readonly string[] {
  const { properties = {}, items } = schema as { properties?: Record<string, object>; items?: object };
  const inside = items === undefined ? [] : keysOf(items, path);
  return [
    ...inside,
    ...Object.entries(properties).flatMap(([key, value]) => {
      const own = path === '' ? key : `${path}.${key}`;
      return [own, ...keysOf(value, own)];
    }),
  ];
}

const DOCUMENTED = /```yaml\n(?<text># yaml-language-server[\s\S]*?)```/.exec(
  readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8'),
)?.groups?.['text'];

describe('the JSON Schema of the policy file', () => {
  it('is in the repository as the code says it; `node scripts/write-policy-schema.ts` writes it', async () => {
    const written = readFileSync(new URL('../../../docs/rekey.schema.json', import.meta.url), 'utf8');
    expect(written).toBe(await policySchemaFile());
  });

  it('has a title and a description for every key, and texts for no other', () => {
    expect([...new Set(keysOf(policyJsonSchema()))].toSorted()).toEqual(Object.keys(KEY_TEXTS).toSorted());
    for (const { title, description } of Object.values(KEY_TEXTS)) {
      expect(title.length).toBeLessThan(50);
      expect(description).toMatch(/\.$|: "@acme\/payments"\.$/);
    }
  });

  it('takes the example of the documentation', () => {
    expect(both(DOCUMENTED ?? 'no: example')).toEqual({ editor: true, rekey: true });
  });

  it.each([
    '# nothing',
    '{}',
    'mode: observe',
    'ignore: [{ path: "a/**", reason: "made up", until: 2027-06-01 }]',
    'ignore: []',
    'revoke: { default: never, staging: ask }',
    'approvers: ["@acme/security", octocat]',
    'issuers: [{ issuer: "https://auth.example.com/tenant", client_id: "a b" }]',
    'issuers: [{ issuer: "http://localhost:8080", client_id: x }]',
    'servers: [{ name: a, url: "http://[::1]:1/mcp" }]',
    'servers: [{ name: a, url: "https://a.dev", owner: "@o", environments: [dev], max_ttl: 90d, scopes: [x], describe_tools: true }]',
    'rotate: [{ provider: doppler, secret: DOPPLER_TOKEN, repositories: [acme/a, acme/b] }]',
    'rotate: [{ provider: doppler, secret: A, variable: false, repository: acme/a, repositories: [acme/b] }]',
    'rotate: [{ provider: doppler, variable: true, repositories: [acme/a] }]',
    'rotate: [{ provider: doppler, variable: true, key: A, organisation: true }]',
    'rotate: [{ provider: aws, secret: a, key_id_secret: b, organisation: true }]',
    'rotate: [{ provider: openai, secret: a, environment: production, repository: octo/app, overlap: 10m }]',
    'rotate: [{ provider: vault, key: VAULT_TOKEN, vault: ci/app, field: token }]',
    'rotate: [{ provider: vault, server: metrics, vault: ci, field: token, organisation: false }]',
    'issues: { repository: octo/security, labels: [a, b] }',
    'breaker: { credentials: 5, minutes: 60 }',
    'dry_run: true',
  ])('takes %s, as Rekey does', (text) => {
    expect(both(text)).toEqual({ editor: true, rekey: true });
  });

  it.each([
    'moode: observe',
    'mode: enforced',
    '[mode]',
    'ignore: [{ path: "a/**", reason: "made up" }]',
    'ignore: [{ path: "a/**", until: 2027-06-01 }]',
    'ignore: [{ path: "a/**", reason: "", until: 2027-06-01 }]',
    'ignore: [{ path: "/a", reason: b, until: 2027-06-01 }]',
    'ignore: [{ path: "!a", reason: b, until: 2027-06-01 }]',
    'ignore: [{ path: a, reason: b, until: 2027-02-30 }]',
    'ignore: [{ path: a, reason: b, until: tomorrow }]',
    'ignore: { path: a }',
    'revoke: { production: maybe }',
    'revoke: { "a b": ask }',
    'approvers: []',
    'approvers: ["@a b"]',
    'issuers: [{ issuer: "http://a.dev", client_id: x }]',
    'issuers: [{ issuer: "https://u@a.dev", client_id: x }]',
    'issuers: [{ issuer: "https://a.dev/?x", client_id: x }]',
    'issuers: [{ issuer: "https://a.dev" }]',
    'servers: [{ name: a, url: "https://a.dev#x" }]',
    'servers: [{ name: a, url: "https://a.dev", max_ttl: 1y }]',
    'servers: [{ name: a, url: "https://a.dev", describe_tools: "yes" }]',
    'servers: [{ name: a, url: "https://a.dev", port: 1 }]',
    'rotate: [{ provider: doppler }]',
    'rotate: [{ provider: doppler, secret: A }]',
    'rotate: [{ provider: doppler, secret: A, environment: b }]',
    'rotate: [{ provider: doppler, secret: A, repositories: [] }]',
    'rotate: [{ provider: doppler, secret: A, repositories: [app] }]',
    'rotate: [{ provider: doppler, secret: A, variable: true, organisation: true }]',
    'rotate: [{ provider: doppler, variable: true }]',
    'rotate: [{ provider: doppler, variable: true, repository: acme/a }]',
    'rotate: [{ provider: doppler, variable: true, environment: b, repositories: [acme/a] }]',
    'rotate: [{ provider: vault, key: A, vault: ci, field: b, variable: true }]',
    'rotate: [{ secret: A }]',
    'rotate: [{ provider: doppler, secret: GITHUB_A, organisation: true }]',
    'rotate: [{ provider: doppler, secret: github_a, organisation: true }]',
    'rotate: [{ provider: doppler, secret: A, vault: ci, field: b }]',
    'rotate: [{ provider: doppler, secret: A, organisation: true, environment: b }]',
    'rotate: [{ provider: vault, vault: ci, field: token }]',
    'rotate: [{ provider: vault, key: A, vault: ci }]',
    'rotate: [{ provider: vault, key: A, vault: ci, field: b, organisation: true }]',
    'issues: { repository: security }',
    'issues: { labels: "a" }',
    'breaker: { credentials: 0, minutes: 1 }',
    'breaker: { credentials: 5 }',
    'dry_run: 1',
  ])('refuses %s, as Rekey does', (text) => {
    expect(both(text)).toEqual({ editor: false, rekey: false });
  });

  it.each([
    'ignore: [{ path: "{a,b}{a,b}{a,b}{a,b}{a,b}", reason: b, until: 2027-06-01 }]',
    'rotate: [{ provider: doppler, secret: A, organisation: true, overlap: 25h }]',
    'mode: observe\nmode: enforce',
  ])('leaves %s to Rekey, which is the stricter', (text) => {
    expect(parsePolicyFile(text).errors).not.toEqual([]);
  });
});
