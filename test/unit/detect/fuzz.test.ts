import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDocument } from 'yaml';
import { checkFindings } from '../../../bench/fuzz/check-findings.ts';
import { examine } from '../../../bench/fuzz/examine.ts';
import { createInputs } from '../../../bench/fuzz/make-input.ts';
import { valueOf } from '../../../src/detect/documents/config-node.ts';
import { readYaml } from '../../../src/detect/documents/yaml.ts';
import { detect } from '../../../src/detect/index.ts';
import { looksLikeCommand } from '../../../src/detect/readers/shell-words.ts';
import { asWritten, extent } from '../../../src/detect/text/written.ts';
import { githubPat, mcpBearer, password, sampler, uuidKey } from '../../support/credentials.ts';

const json = (server: unknown) => JSON.stringify({ mcpServers: { acme: server } });
const found = (path: string, content: string) =>
  detect({ path, content }).map(({ secret, span }) => [secret.reveal(), content.slice(span.start, span.end)]);

describe('the bench of random inputs', () => {
  it('makes the same input for the same seed and number', () => {
    const [once, again] = [createInputs(7), createInputs(7)];
    expect([4, 3].map(again)).toEqual([4, 3].map(once));
    expect(createInputs(8)(3)).not.toEqual(once(3));
  });

  it('finds nothing wrong with a few of them', () => {
    const inputs = createInputs(1);
    const wrong = Array.from({ length: 400 }, (_, index) => ({ index, ...examine(inputs(index), true) }))
      // How long they took is for the bench to say.
      .map(({ index, mistakes }) => ({ index, mistakes: mistakes.filter((one) => one !== 'slow') }))
      .filter(({ mistakes }) => mistakes.length > 0);
    expect(wrong).toEqual([]);
  });

  it('would tell a wrong span, a wrong value, a wrong order and a shown secret', () => {
    const secret = githubPat();
    const content = `{"a": "${secret}", "b": "another"}`;
    const [finding] = detect({ path: 'a.json', content });
    if (!finding) throw new Error('Nothing found');
    const { span } = finding;
    const shifted = {
      ...finding,
      span: { ...span, start: span.start + 1, startColumn: span.startColumn + 1 },
    };
    const elsewhere = { ...finding, span: { ...span, start: 0, startColumn: 1 } };
    expect(checkFindings(content, [finding])).toEqual([]);
    expect(checkFindings(content, [shifted])).toEqual(['what is written is shorter than the value']);
    expect(checkFindings(content, [{ ...finding, span: { ...span, startLine: 2 } }])).toHaveLength(1);
    expect(checkFindings(content, [{ ...finding, span: { ...span, end: content.length + 1 } }])).toContain(
      'span outside of the text or empty',
    );
    expect(checkFindings(content, [finding, elsewhere])).toContain('findings are not in order');
    expect(checkFindings(content, [finding, finding])).not.toContain('findings are not in order');
    const redacted = `${secret.slice(0, 8)}… (40 characters)`;
    expect(checkFindings(content, [{ ...finding, redacted }])).toHaveLength(1);
    expect(
      checkFindings(content, [{ ...finding, redacted: `${secret.slice(0, 6)}… (40 characters)` }]),
    ).toHaveLength(1);
    expect(checkFindings(content, [{ ...finding, serverUrl: `https://a.dev/${secret}` }])).toHaveLength(1);
  });
});

describe('what it found before', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'reads a fence of the language %s',
    (name) => {
      const secret = githubPat();
      expect(found('README.md', `# MCP\n\`\`\`${name}\nTOKEN=${secret}\n\`\`\`\n`)).toEqual([
        [secret, secret],
      ]);
    },
  );

  it('takes assignments in assignments apart as far as anybody writes them', () => {
    const secret = mcpBearer();
    const deep = `mcp --env ${'a='.repeat(50_000)}b -e ACME_TOKEN=${secret}\n`;
    expect(found('mcp.sh', deep)).toEqual([[secret, secret]]);
    expect(
      found('.mcp.json', json({ command: 'x', args: ['--env', `Environment=ACME_TOKEN=${secret}`] })),
    ).toEqual([[secret, secret]]);
  });

  it('knows a command behind any number of variables, and comes to an end when none follows', () => {
    expect(looksLikeCommand(`${'A="b c" '.repeat(200)}npx acme`)).toBe(true);
    expect(looksLikeCommand(`A='b c' "B=d" C=e/f npx acme`)).toBe(true);
    expect(looksLikeCommand(`${'A="b" '.repeat(340)}!`)).toBe(true);
    expect(looksLikeCommand(`${'a="b" '.repeat(340)}!`)).toBe(false);
  });

  it('finds one password in a Basic header, however long', () => {
    const run = Buffer.from(`bob:${sampler().base64url(6000)}`).toString('base64');
    const text = `mcp\ncurl -H "Authorization: Basic ${run}" https://mcp.acme.dev\n`;
    expect(checkFindings(text, detect({ path: 'mcp.sh', content: text }, { all: true }))).toEqual([]);
  });

  it('places the characters of a YAML string with a broken escape', () => {
    const secret = password();
    const content = `mcp:\n  env:\n    NOTE: "\\u00%"\n    ACME_TOKEN: "\\x41\\u00% ${secret}"\n`;
    expect(checkFindings(content, detect({ path: 'mcp.yaml', content }, { all: true }))).toEqual([]);
  });

  it.each([
    ['double', '"', ['\\"', '\\\\', '\\n', '\\x41', '\\\n', "'"]],
    ['single', "'", ["''", '\\', '"']],
  ])('reads strings in %s quotes as the parser of YAML does, over several lines', (_, quote, escapes) => {
    const pieces = fc.constantFrom(...escapes, 'a', 'b c', ' ', '\t', '\n', '\r\n', '\n\n', '\n  ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = `a: ${quote}${parts.join('').replaceAll('\n', '\n ')}${quote}\n`;
        const parsed = parseDocument(text);
        if (parsed.errors.length > 0) return;
        const read = valueOf(readYaml(asWritten(text)).documents[0], 'a')?.text;
        expect(read?.value).toBe(parsed.get('a'));
        expect(read && extent(read).end).toBeLessThan(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('does not show the address of a server that holds a credential', () => {
    const secret = uuidKey();
    const url = `https://eu2.make.com/mcp/api/v1/u/${secret}`;
    const [finding] = detect({
      path: '.mcp.json',
      content: json({ url: `${url};`, headers: { Authorization: `Bearer ${secret}` } }),
    });
    expect(finding?.secret.reveal()).toBe(secret);
    expect(finding?.serverUrl).toBeUndefined();
  });
});
