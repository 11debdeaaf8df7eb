import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { detect } from '../../../src/detect/index.ts';
import { fixFile, Names, readFileText, suggestFixes } from '../../../src/fix/index.ts';
import { readJsonc } from '../../../src/fix/jsonc.ts';
import { githubPat } from '../../support/credentials.ts';

/** How a file happens to be laid out. */
interface Layout {
  readonly eol: string;
  readonly indent: string;
  readonly colon: string;
  readonly comment: string;
  readonly trailing: boolean;
  readonly end: string;
  readonly inline: boolean;
}

const layouts: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('  ', '    ', '\t', ' '),
  colon: fc.constantFrom(':', ': ', ' : ', ':  '),
  comment: fc.constantFrom('', ' // note', ' /* } */', ' // "]"'),
  trailing: fc.boolean(),
  end: fc.constantFrom('', '\n', '\r\n', '\n\n'),
  inline: fc.boolean(),
});
const names = fc.constantFrom('GITHUB_TOKEN', 'API_KEY', 'MY_SECRET', 'X');
const texts = fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text.replaceAll(/[$%{}<>@_]/g, '')));

/** A server map in JSON with comments, laid out so, with a value in each of its servers. */
function jsonc(
  layout: Layout,
  container: string,
  extra: string,
  keys: readonly string[],
  values: readonly string[],
) {
  const { eol, indent, colon, comment, trailing, inline } = layout;
  const line = (depth: number, text: string) => (inline ? text : `${eol}${indent.repeat(depth)}${text}`);
  const last = trailing ? ',' : '';
  const note = inline ? '' : comment;
  const servers = keys.map((key, index) => {
    const env = `"env"${colon}{${line(4, `"${key}"${colon}"${values[index] ?? ''}"${last}${note}`)}${line(3, '}')}`;
    return `${line(2, `"s${index}"${colon}{`)}${line(3, `"command"${colon}"x",${note}`)}${line(3, env)}${line(2, '}')}`;
  });
  const other = line(1, `"note"${colon}${extra},${note}`);
  return `{${other}${line(1, `"${container}"${colon}{`)}${servers.join(',')}${last}${line(1, '}')}${line(0, '}')}${layout.end}`;
}

const file = fc.record({
  layout: layouts,
  extra: texts,
  keys: fc.array(names, { minLength: 1, maxLength: 3 }),
  seed: fc.integer(),
});

const CLIENTS = [
  ['.cursor/mcp.json', 'mcpServers', (name: string) => `\${env:${name}}`],
  ['.mcp.json', 'mcpServers', (name: string) => `\${${name}}`],
  ['opencode.jsonc', 'mcp', (name: string) => `{env:${name}}`],
] as const;

function fix(path: string, text: string) {
  return fixFile({ path, text }, new Names(), () => true);
}

describe('however a file is laid out', () => {
  it.each(CLIENTS)('in %s only the characters of the credentials change', (path, container, reference) => {
    fc.assert(
      fc.property(file, ({ layout, extra, keys, seed }) => {
        const values = keys.map((_, index) => githubPat(seed + index));
        const text = jsonc(layout, container, extra, keys, values);
        const { text: after, done } = fix(path, text);
        expect(done).toHaveLength(keys.length);
        const written = done.map(({ name }) => reference(name));
        expect(after).toBe(jsonc(layout, container, extra, keys, written));
        expect(readJsonc(after)).toBeDefined();
        expect(detect({ path, content: after })).toEqual([]);
        expect(fix(path, after).edits).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('in .vscode/mcp.json a list of inputs comes with them, which declares each once', () => {
    fc.assert(
      fc.property(file, ({ layout, extra, keys, seed }) => {
        const path = '.vscode/mcp.json';
        const values = keys.map((_, index) => githubPat(seed + index));
        const { text: after, done, edits } = fix(path, jsonc(layout, 'servers', extra, keys, values));
        const [added] = edits;
        expect(added?.start).toBe(added?.end);
        const written = done.map(({ name }) => `\${input:${name}}`);
        expect(after.replace(added?.text ?? '', () => '')).toBe(
          jsonc(layout, 'servers', extra, keys, written),
        );
        const inputs = readJsonc(after)?.entries.find(({ key }) => key === 'inputs')?.value.items ?? [];
        const ids = inputs.map(({ entries }) => entries.find(({ key }) => key === 'id')?.value.text);
        expect(ids).toEqual([...new Set(done.map(({ name }) => name))]);
        expect(detect({ path, content: after })).toEqual([]);
        expect(fix(path, after).edits).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('a suggestion put in place of its lines is the fix, and shows no credential', () => {
    fc.assert(
      fc.property(file, ({ layout, extra, keys, seed }) => {
        const path = '.cursor/mcp.json';
        const values = keys.map((_, index) => githubPat(seed + index));
        const text = jsonc({ ...layout, inline: false }, 'mcpServers', extra, keys, values);
        const lines = text.split('\n');
        const all = suggestFixes({ path, text }, new Names(), () => true);
        for (const { startLine, endLine, text: now } of all.toReversed())
          lines.splice(
            startLine - 1,
            endLine - startLine + 1,
            ...now.split('\n').map((line) => line + (layout.eol === '\r\n' ? '\r' : '')),
          );
        expect(JSON.stringify(all)).not.toContain(values[0]);
        const expected = fix(path, text).text;
        expect(lines.join('\n').replaceAll('\r', '')).toBe(expected.replaceAll('\r', ''));
      }),
      { numRuns: 100 },
    );
  });

  it('in a table of Codex comments and the other entries survive', () => {
    const entry = fc.record({
      key: fc.constantFrom('A', 'B', 'C', 'GITHUB_TOKEN'),
      note: fc.constantFrom('', ' # "x" = ['),
      gap: fc.constantFrom(' ', '', '   '),
    });
    const entries = fc.uniqueArray(entry, { selector: ({ key }) => key, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom('\n', '\r\n'),
        fc.integer(),
        fc.boolean(),
        (all, eol, seed, ends) => {
          const secret = githubPat(seed);
          const line = ({ key, note, gap }: (typeof all)[number]) =>
            `${key}${gap}=${gap}"${key === 'GITHUB_TOKEN' ? secret : 'plain'}"${note}`;
          const head = ['# top', '[mcp_servers.a] # head', 'command = "x"'];
          const text = [
            ...head,
            '[mcp_servers.a.env]',
            ...all.map(line),
            '[other]',
            `b = 1${ends ? eol : ''}`,
          ].join(eol);
          const { text: after, done } = fix('.codex/config.toml', text);
          const own = all.find(({ key }) => key === 'GITHUB_TOKEN');
          expect(done).toHaveLength(own ? 1 : 0);
          if (!own) return;
          const kept = all.flatMap((one) =>
            one === own ? (one.note === '' ? [] : [one.note]) : [line(one)],
          );
          const [top = '', named = '', ...rest] = head;
          expect(after).toBe(
            [
              top,
              named,
              'env_vars = ["GITHUB_TOKEN"]',
              ...rest,
              '[mcp_servers.a.env]',
              ...kept,
              '[other]',
              `b = 1${ends ? eol : ''}`,
            ].join(eol),
          );
          expect(fix('.codex/config.toml', after).edits).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('anything else is never made worse: hostile texts are changed soundly or not at all', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('"', "'", '{', '}', '[', ']', ':', ',', '\n', '\\', '$', '#', '`', 'env', 'TOKEN='),
      fc.constant('▮'),
    );
    const paths = fc.constantFrom(
      '.mcp.json',
      '.vscode/mcp.json',
      '.codex/config.toml',
      'librechat.yaml',
      '.github/workflows/a.yml',
      'mcp.py',
      'mcp.ts',
      'mcp.sh',
      '.env.example',
      'x.agent.md',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), paths, fc.integer(), (pieces, path, seed) => {
        const secret = githubPat(seed);
        const text = `mcpServers ${pieces.join('')}`.replaceAll('▮', secret);
        const result = fix(path, text);
        const count = (one: string) => one.split(secret).length;
        expect(count(result.text)).toBeLessThanOrEqual(count(text) - result.done.length);
        suggestFixes({ path, text }, new Names(), () => true);
      }),
      { numRuns: 300 },
    );
  });

  it('the bytes of a file come back, its mark with them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, marked) => {
        const all = marked ? Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]) : bytes;
        const read = readFileText(all);
        expect([...(read?.encode(read.text) ?? all)]).toEqual([...all]);
      }),
    );
  });
});
