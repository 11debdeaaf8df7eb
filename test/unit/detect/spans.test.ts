import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { githubPat, mcpBearer } from '../../support/credentials.ts';

function only(content: string) {
  const found = detect({ path: '.mcp.json', content });
  expect(found).toHaveLength(1);
  const [finding] = found;
  if (!finding) throw new Error('nothing found');
  return { finding, written: content.slice(finding.span.start, finding.span.end) };
}

const document = (value: string, newline = '\n') =>
  [
    '{',
    '  "mcpServers": {',
    '    "acme": { "url": "https://mcp.acme.dev",',
    `      "headers": { "Authorization": "Bearer ${value}" } } } }`,
  ].join(newline);

describe('spans', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('are exactly the secret, with %s', (_, newline) => {
    const token = mcpBearer();
    const { finding, written } = only(document(token, newline));
    expect(written).toBe(token);
    const startColumn = '      "headers": { "Authorization": "Bearer '.length + 1;
    expect(finding.span).toMatchObject({
      startLine: 4,
      startColumn,
      endLine: 4,
      endColumn: startColumn + token.length,
    });
  });

  it('count UTF-16 code units, after a byte order mark and other scripts', () => {
    const token = mcpBearer();
    const content = `\u{feff}{ "// 🔑 ключ": 1, "mcpServers": { "acme": { "url": "https://a.dev", "bearer_token": "${token}" } } }`;
    const { finding, written } = only(content);
    expect(written).toBe(token);
    expect(finding.span.startColumn).toBe(content.indexOf(token) + 1);
  });

  it('cover the escapes of an escaped secret', () => {
    const token = githubPat();
    const escaped = Array.from(token)
      .map((character, at) => (at % 3 ? character : `\\u00${character.charCodeAt(0).toString(16)}`))
      .join('');
    const { finding, written } = only(document(escaped));
    expect(finding.secret.reveal()).toBe(token);
    expect(finding.type).toBe('github-pat-classic');
    expect(written).toBe(escaped);
  });

  it('are right inside a document in a string', () => {
    const token = mcpBearer();
    const inner = JSON.stringify({ note: 'a "quoted" word', Authorization: `Bearer ${token}` });
    const content = JSON.stringify({ mcpServers: { acme: { command: 'x', env: { HEADERS: inner } } } });
    expect(only(content).written).toBe(token);
  });

  it('cover the encoded run of a percent-encoded secret', () => {
    const token = `${mcpBearer()}/+=`;
    const encoded = encodeURIComponent(token);
    const { finding, written } = only(
      JSON.stringify({ mcpServers: { a: { url: `https://a.dev/mcp?token=${encoded}` } } }),
    );
    expect(finding.secret.reveal()).toBe(token);
    expect(written).toBe(encoded);
  });

  it('do not cover quotes and spaces around the value', () => {
    const token = mcpBearer();
    const content = JSON.stringify({ mcpServers: { a: { command: 'x', args: [`API_KEY="${token}"`] } } });
    expect(only(content).written).toBe(token);
    expect(only(document(`  ${token}  `)).written).toBe(token);
  });
});

describe('documents that are no clean JSON', () => {
  const token = mcpBearer();

  it.each([
    [
      'comments and trailing commas',
      (text: string) => text.replace('{', '{ // servers\n /* all */').replaceAll(' } }', ', } , }'),
    ],
    ['cut in the middle', (text: string) => text.slice(0, text.indexOf(token) + token.length)],
    [
      'merge markers',
      (text: string) => text.replace('    "acme"', '<<<<<<< HEAD\n=======\n>>>>>>> main\n    "acme"'),
    ],
    ['a missing comma', (text: string) => text.replace('dev",', 'dev"')],
  ])('%s', (_, damage) => {
    expect(only(damage(document(token))).written).toBe(token);
  });

  it('nested too deep or too large are searched for formats all the same', () => {
    const pat = githubPat();
    const deep = `${'{"a":'.repeat(20_000)}"${pat}"`;
    expect(only(deep).written).toBe(pat);
    const large = `{"mcpServers":{"a":{"command":"${' '.repeat(2_200_000)}","env":{"T":"${pat}"}}}}`;
    expect(only(large).finding.slot).toBe('text');
  });

  it('keys that mean something to JavaScript are keys', () => {
    const content = `{"mcpServers":{"__proto__":{"url":"https://a.dev","bearer_token":"${token}"},"constructor":{"env":{"__proto__":"x","toString":"y"}}}}`;
    const { finding } = only(content);
    expect(finding.server).toBe('__proto__');
  });
});
