import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { checkFindings, spelled } from '../../../bench/fuzz/check-findings.ts';
import { CONTAINERS } from '../../../bench/fuzz/containers.ts';
import { PATHS, PIECES } from '../../../bench/fuzz/pieces.ts';
import { detect, formats, redactKnownFormats } from '../../../src/detect/index.ts';
import { findFormats } from '../../../src/detect/formats/find-formats.ts';
import { generators, mcpBearer } from '../../support/credentials.ts';

const KEYS = [
  'mcpServers',
  'servers',
  'env',
  'headers',
  'Authorization',
  'url',
  'args',
  'command',
  'GITHUB_TOKEN',
  'PASSWORD',
  '__proto__',
  'constructor',
  'oauth',
  'clientSecret',
  'inputs',
  'default',
];
const TYPES = formats.map(({ type }) => type);

const token = fc
  .tuple(fc.constantFrom(...TYPES), fc.nat())
  .map(([type, seed]) => generators[type]?.(seed) ?? '');
const opaque = fc.nat().map((seed) => mcpBearer(seed));
const path = fc.constantFrom(...PATHS);
const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...PIECES),
  fc.constantFrom(...KEYS.map((key) => `"${key}":`)),
  token,
  opaque,
);
const noise = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const leaf = fc.oneof(
  token,
  opaque,
  fc.string(),
  noise,
  token.map((value) => `Bearer ${value}`),
  token.map((value) => `https://u:${value}@a.dev/${value}?token=${value}`),
);
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value')),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;
const document = fc.oneof(
  noise,
  tree.map((value) => JSON.stringify({ mcpServers: { acme: value } })),
);
const container = fc.constantFrom(...Object.values(CONTAINERS));
const content = fc
  .tuple(document, fc.array(container, { maxLength: 3 }))
  .map(([text, around]) => around.reduce((inner, put) => put(inner), text));

describe('detect', () => {
  it('never throws, and places, orders and redacts what it finds as it says, for any text under any path', () => {
    fc.assert(
      fc.property(path, content, fc.boolean(), (where, text, all) => {
        expect(checkFindings(text, detect({ path: where, content: text }, { all }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same in the same text, whatever it has read in between', () => {
    fc.assert(
      fc.property(path, content, content, (where, text, other) => {
        const first = spelled(detect({ path: where, content: text }, { all: true }));
        detect({ path: where, content: other });
        expect(spelled(detect({ path: where, content: text }, { all: true }))).toBe(first);
      }),
      { numRuns: 100 },
    );
  });

  it('finds a planted token whole, whatever stands around it', () => {
    fc.assert(
      fc.property(noise, noise, token, (before, after, planted) => {
        const text = `${before}\n"${planted}"\n${after}`;
        const found = detect({ path: 'notes.txt', content: text }).find(
          ({ span }) => span.start === before.length + 2,
        );
        expect(found?.secret.reveal()).toBe(planted);
        expect(text.slice(found?.span.start, found?.span.end)).toBe(planted);
      }),
      { numRuns: 300 },
    );
  });
});

const json = (server: unknown) => JSON.stringify({ mcpServers: { a: server } });
/** The same credential at every kind of place, in every language. */
const SLOTS: Readonly<Record<string, readonly [string, (secret: string) => string]>> = {
  variable: ['.mcp.json', (secret) => json({ command: 'x', env: { ACME_TOKEN: secret } })],
  argument: ['.mcp.json', (secret) => json({ command: 'x', args: ['--token', secret] })],
  header: [
    '.mcp.json',
    (secret) => json({ url: 'https://a.dev', headers: { Authorization: `Bearer ${secret}` } }),
  ],
  Basic: [
    '.mcp.json',
    (secret) =>
      json({
        url: 'https://a.dev',
        headers: { Authorization: `Basic ${Buffer.from(`u:${secret}`).toString('base64')}` },
      }),
  ],
  query: ['.mcp.json', (secret) => json({ url: `https://a.dev/?token=${encodeURIComponent(secret)}` })],
  userinfo: ['.mcp.json', (secret) => json({ url: `https://u:${encodeURIComponent(secret)}@a.dev/` })],
  'JSON in a variable': [
    '.mcp.json',
    (secret) => json({ command: 'x', env: { CONFIG: JSON.stringify({ token: secret }) } }),
  ],
  'escapes in a string': [
    '.mcp.json',
    (secret) =>
      json({ command: 'x', env: { ACME_TOKEN: '?' } }).replace('?', () =>
        secret.replace(/^./, (first) => `\\u00${first.charCodeAt(0).toString(16)}`),
      ),
  ],
  YAML: ['mcp.yaml', (secret) => `mcp:\n  env:\n    ACME_TOKEN: '${secret}'\n`],
  'YAML block': ['mcp.yaml', (secret) => `run: |\n  npx acme-mcp --token ${secret}\n`],
  TOML: ['.codex/config.toml', (secret) => `[mcp_servers.a.env]\nACME_TOKEN = "${secret}"\n`],
  dotenv: ['.env', (secret) => `# MCP\nexport ACME_TOKEN=${secret} # it\n`],
  shell: ['mcp.sh', (secret) => `claude mcp add a -e ACME_TOKEN="${secret}" -- npx acme-mcp\n`],
  heredoc: [
    'mcp.sh',
    (secret) => `cat > .mcp.json <<EOF\n${json({ command: 'x', env: { ACME_TOKEN: secret } })}\nEOF\n`,
  ],
  Markdown: ['README.md', (secret) => `# MCP\n\n\`\`\`sh\nexport ACME_TOKEN=${secret}\n\`\`\`\n`],
  Secret: [
    'secret.yaml',
    (secret) => `kind: Secret\ndata:\n  ACME_TOKEN: ${Buffer.from(secret).toString('base64')}\n`,
  ],
};

describe('the same credential', () => {
  it.each(Object.entries(SLOTS))('has the same value in each place: %s', (_, [where, write]) => {
    fc.assert(
      fc.property(token, (planted) => {
        const text = write(planted);
        const findings = detect({ path: where, content: text });
        expect(findings.map(({ secret }) => secret.reveal())).toEqual([planted]);
        expect(checkFindings(text, findings)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('redactKnownFormats', () => {
  it('leaves nothing that a scan would find', () => {
    fc.assert(
      fc.property(content, (text) => {
        expect(findFormats(redactKnownFormats(text)).map(({ format }) => format.type)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('shows no part of a planted token', () => {
    fc.assert(
      fc.property(token, noise, (planted, around) => {
        const shown = redactKnownFormats(`${around} ${planted} ${around}`.replaceAll('\n', ' '));
        expect(shown).not.toContain(planted);
      }),
      { numRuns: 200 },
    );
  });
});
