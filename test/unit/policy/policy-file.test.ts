import { describe, expect, it } from '@jest/globals';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';

const FULL = `mode: enforce              # comment
scope: mcp
ignore:
  - { path: "test/fixtures/**", reason: "synthetic", until: 2027-06-01 }
revoke: { default: auto, production: ask }
issuers:
  - { issuer: "https://auth.acme.dev", client_id: "rekey" }
servers:
  - { name: billing, url: "https://mcp.acme.dev/billing", owner: "@acme/payments", environments: [production], max_ttl: 24h, scopes: [invoices.read] }
issues: { repository: acme/security, labels: [security, mcp-leak] }
`;

function errorsOf(text: string) {
  const { policy, errors } = parsePolicyFile(text);
  expect(policy).toBeUndefined();
  return errors;
}

const consents = (keys: string) =>
  parsePolicyFile(`servers: [{ name: a, url: "https://a.dev"${keys} }]`).policy?.servers?.[0];

const NOW = new Date('2026-12-01');
const rule = (until: string) => `  - { path: a, reason: b, until: ${until} }\n`;

describe('parsePolicyFile', () => {
  it('lets a rule hold for a year at most, by one line for each that does not', () => {
    const text = `ignore:\n${rule('2027-12-01')}${rule('2027-12-02')}${rule('9999-12-31')}`;
    expect(parsePolicyFile(text, NOW).errors).toEqual(
      [3, 4].map((line) => ({ line, message: expect.stringContaining('a year at most') })),
    );
    expect(parsePolicyFile(text, new Date('2026-12-02')).errors).toMatchObject([{ line: 4 }]);
  });

  it('reads every key of the contract', () => {
    expect(parsePolicyFile(FULL, NOW)).toEqual({
      errors: [],
      policy: {
        mode: 'enforce',
        scope: 'mcp',
        ignore: [{ path: 'test/fixtures/**', reason: 'synthetic', until: '2027-06-01' }],
        revoke: { default: 'auto', production: 'ask' },
        issuers: [{ issuer: 'https://auth.acme.dev', clientId: 'rekey' }],
        servers: [
          {
            name: 'billing',
            url: 'https://mcp.acme.dev/billing',
            owner: '@acme/payments',
            environments: ['production'],
            maxTtlSeconds: 86_400,
            scopes: ['invoices.read'],
          },
        ],
        issues: { repository: 'acme/security', labels: ['security', 'mcp-leak'] },
      },
    });
  });

  it('reads what a server may be asked, which is nothing where it says nothing', () => {
    const said = consents(', describe_tools: true, watch_streams: true');
    expect(said).toMatchObject({ describeTools: true, watchStreams: true });
    for (const keys of ['', ', describe_tools: false, watch_streams: false']) {
      expect(consents(keys)).not.toHaveProperty('describeTools');
      expect(consents(keys)).not.toHaveProperty('watchStreams');
    }
    expect(errorsOf('servers: [{ name: a, url: "https://a.dev", describe_tools: "yes" }]')).toEqual([
      { line: 1, message: expect.stringContaining('true or false') },
    ]);
  });

  it.each([[''], ['# only a comment\n'], ['---\n'], ['{}']])('sets nothing in %p', (text) => {
    expect(parsePolicyFile(text)).toEqual({ policy: {}, errors: [] });
  });

  it.each([
    ['30m', 1800],
    ['24h', 86_400],
    ['90d', 7_776_000],
  ])('reads the duration %s', (ttl, seconds) => {
    const { policy } = parsePolicyFile(`servers: [{ name: a, url: "https://a.dev", max_ttl: ${ttl} }]`);
    expect(policy?.servers?.[0]?.maxTtlSeconds).toBe(seconds);
  });

  it('takes users and teams as approvers, with or without the @', () => {
    const { policy, errors } = parsePolicyFile('approvers: ["@acme/security-team", octocat, "@jo_acme"]');
    expect(errors).toEqual([]);
    expect(policy?.approvers).toEqual(['@acme/security-team', '@octocat', '@jo_acme']);
  });

  it.each([
    ['approvers: [@octocat]'],
    ['approvers: ["@a b"]'],
    ['approvers: ["@rekey[bot]"]'],
    ['approvers: ["@acme/a/b"]'],
    ['approvers: ["@acme/_x_"]'],
    ['approvers: ["https://github.com/octocat"]'],
    ['approvers: []'],
    ['approvers: "@octocat"'],
    [`approvers: [${Array.from({ length: 21 }, (_, n) => `u${n}`).join(', ')}]`],
  ])('refuses %s', (text) => {
    const { policy, errors } = parsePolicyFile(text);
    expect(policy?.approvers).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it.each(['http://localhost:8080/mcp', 'http://127.0.0.1:1/', 'http://[::1]:1', 'https://a.dev'])(
    'accepts %s',
    (url) => {
      expect(parsePolicyFile(`issuers: [{ issuer: "${url}", client_id: x }]`).errors).toEqual([]);
    },
  );

  it.each([
    'http://a.dev',
    'http://localhost.evil.dev',
    'http://127.0.0.1.evil.dev',
    'https://user@a.dev',
    'https://:p@a.dev',
    'https://a.dev/?x',
    'https://a.dev/#x',
    'ftp://a.dev',
    'file:///etc/passwd',
    'a.dev',
    'https://a.dev\\\\@b.dev',
    '',
  ])('refuses the address %p', (url) => {
    const form = { line: 1, message: expect.stringContaining('https://') };
    expect(errorsOf(`issuers: [{ issuer: "${url}", client_id: x }]`)).toEqual([form]);
    expect(errorsOf(`servers: [{ name: x, url: "${url}" }]`)).toEqual([form]);
  });

  it.each([
    ['an unknown key', 'mode: observe\nmoode: x\n', 2, 'mode, scope, ignore'],
    ['an unknown key inside', 'servers:\n  - name: a\n    url: "https://a.dev"\n    port: 1\n', 4, 'max_ttl'],
    ['a bad value', 'scope: mcp\n\nmode: enforced\n', 3, 'observe or enforce'],
    ['a missing reason', 'ignore:\n  - path: a\n    until: 2027-01-01\n', 2, 'why'],
    ['a missing end', 'ignore:\n  - path: a\n    reason: b\n', 2, 'YYYY-MM-DD'],
    [
      'a day that does not exist',
      'ignore:\n  - path: a\n    reason: b\n    until: 2027-02-30\n',
      4,
      'YYYY-MM-DD',
    ],
    [
      'a glob that starts at the root',
      'ignore:\n  - { path: /a, reason: b, until: 2027-01-01 }\n',
      2,
      'glob',
    ],
    ['a bad revocation mode', 'revoke:\n  default: auto\n  production: maybe\n', 3, 'auto, ask or never'],
    ['a bad environment name', 'revoke:\n  default: auto\n  "a b": ask\n', 3, 'environment'],
    ['a bad duration', 'servers:\n  - { name: a, url: "https://a.dev", max_ttl: 1y }\n', 2, '24h'],
    ['a bad owner', 'servers:\n  - { name: a, url: "https://a.dev", owner: "@a b" }\n', 2, 'team'],
    ['a bad repository', 'issues:\n  repository: security\n', 2, 'owner/name'],
    ['a list that is none', 'mode: observe\nissuers:\n  issuer: x\n', 2, 'list'],
    ['a scalar for a map', 'issues: yes\n', 1, 'repository, labels'],
    ['a list at the top', '- mode: observe\n', 1, 'mode, scope'],
    ['a control character', 'servers: [{ name: "a\\u202e", url: "https://a.dev" }]', 1, 'name'],
    ['a key that is there twice', 'mode: observe\nscope: all\nmode: enforce\n', 3, 'twice'],
    ['an inner key that is there twice', 'revoke:\n  default: ask\n  default: auto\n', 3, 'twice'],
    ['a prototype key', 'mode: observe\n__proto__: { mode: enforce }\n', 2, 'not allowed'],
    ['a key of an object', 'constructor: { prototype: 1 }\n', 1, 'unknown'],
    ['a key that is no word', '? [a]\n: b\n', 1, 'plain word'],
    ['an alias', 'issues: &x { labels: [a] }\nrevoke: *x\n', 2, 'Aliases'],
    ['a tag', 'mode: !!js/function x\n', 1, 'Tags'],
    ['a second document', 'mode: observe\n---\nmode: enforce\n', 2, 'one document'],
    ['tabs', 'issues:\n\tlabels: [a]\n', 2, 'tabs'],
    ['an open quote', 'mode: observe\nscope: "all', 2, 'missing'],
    ['an open bracket', 'mode: observe\nissues: [', 2, '.'],
  ])('reports %s at its line', (_, text, line, words) => {
    expect(errorsOf(text)).toContainEqual({ line, message: expect.stringContaining(words) });
  });

  it('is not led by a YAML directive', () => {
    const { policy } = parsePolicyFile(
      '%YAML 1.1\n---\nignore: [{ path: a, reason: b, until: 2027-06-01 }]\n',
    );
    expect(policy?.ignore?.[0]?.until).toBe('2027-06-01');
  });

  it('says nothing of the file in its messages', () => {
    const word = 'sneaky<b>@everyone';
    const texts = [
      `"${word}": 1`,
      `mode: "${word}"`,
      `issues: { labels: *${word} }`,
      `revoke: { "${word}": "${word}" }`,
      `"${word}`,
      `ignore: [{ path: "/${word}", reason: 1, until: "${word}", "${word}": 1 }]`,
    ];
    const messages = texts.flatMap((text) => errorsOf(text)).map(({ message }) => message);
    expect(messages.length).toBeGreaterThanOrEqual(texts.length);
    expect(messages.join(' ')).not.toContain('sneaky');
    expect(messages.every((message) => message.endsWith('.'))).toBe(true);
  });

  it.each([
    ['too large a file', `#${'x'.repeat(65_536)}`],
    ['a file of a megabyte', 'mode: observe\n'.repeat(75_000)],
    [
      'a bomb of aliases',
      Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1}, `.repeat(9)}1]\n`).join(''),
    ],
    ['deep flow nesting', '['.repeat(60_000)],
    ['deep closed nesting', `a: ${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['deep block nesting', '- '.repeat(30_000)],
    ['nested keys', '? '.repeat(30_000)],
    ['nested maps', '{a: '.repeat(16_000)],
    ['many repeated keys', 'a:\n'.repeat(20_000)],
    ['many different keys', Array.from({ length: 8000 }, (_, index) => `k${index}:\n`).join('')],
    ['many quotes', "'\n".repeat(30_000)],
    ['many anchors', Array.from({ length: 4000 }, (_, index) => `- &a${index} [*a${index - 1}]\n`).join('')],
    ['many brace alternatives', `ignore: [{ path: "${'{a,b}'.repeat(30)}", reason: x, until: 2027-01-01 }]`],
  ])('refuses %s quickly and with few errors', (_, text) => {
    const start = performance.now();
    const errors = errorsOf(text);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(50);
  });
});
