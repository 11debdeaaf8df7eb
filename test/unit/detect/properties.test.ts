import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { detect, formats, redactKnownFormats } from '../../../src/detect/index.ts';
import { findFormats } from '../../../src/detect/formats/find-formats.ts';
import { generators, mcpBearer } from '../../support/credentials.ts';

const PATHS = [
  '.mcp.json',
  '.vscode/settings.json',
  'opencode.json',
  'README.md',
  'a.ts',
  '',
  'x'.repeat(300),
];
const MARKS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\n',
  '\r\n',
  '${',
  '}}',
  '{{',
  '%41',
  '//',
  '/*',
  '@',
  '?',
  '&',
  '=',
  '\u{feff}',
  '\u0000',
  '\ud800',
  '-e',
  '--token',
  'Bearer ',
  'Basic ',
];
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
const piece = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...MARKS),
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
const content = fc.oneof(
  noise,
  tree.map((value) => JSON.stringify({ mcpServers: { acme: value } })),
);

function check(path: string, text: string): void {
  let end = 0;
  for (const { span, secret, redacted } of detect({ path, content: text })) {
    expect(span.start).toBeGreaterThanOrEqual(end);
    expect(span.end).toBeGreaterThan(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
    end = span.end;
    const lines = text.split('\n');
    const before = lines.slice(0, span.startLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
    expect(before + span.startColumn - 1).toBe(span.start);
    const beforeEnd = lines.slice(0, span.endLine - 1).reduce((sum, line) => sum + line.length + 1, 0);
    expect(beforeEnd + span.endColumn - 1).toBe(span.end);
    expect(secret.length).toBeGreaterThan(0);
    expect(redacted).toMatch(/^.{0,7}… \(\d+ characters\)$/u);
  }
}

describe('detect', () => {
  it('never throws, and gives ordered spans inside the text with right lines and columns', () => {
    fc.assert(fc.property(fc.constantFrom(...PATHS), content, check), { numRuns: 400 });
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

  it('gives the same value for the same credential in different slots', () => {
    fc.assert(
      fc.property(token, (planted) => {
        const servers = [
          { command: 'x', env: { ACME_TOKEN: planted } },
          { command: 'x', args: ['--token', planted] },
          { url: 'https://a.dev', headers: { Authorization: `Bearer ${planted}` } },
          {
            url: 'https://a.dev',
            headers: { Authorization: `Basic ${Buffer.from(`u:${planted}`).toString('base64')}` },
          },
          { url: `https://a.dev/?token=${encodeURIComponent(planted)}` },
          { url: `https://u:${encodeURIComponent(planted)}@a.dev/` },
        ];
        for (const server of servers) {
          const found = detect({ path: '.mcp.json', content: JSON.stringify({ mcpServers: { a: server } }) });
          expect(found.map(({ secret }) => secret.reveal())).toEqual([planted]);
        }
      }),
      { numRuns: 200 },
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
