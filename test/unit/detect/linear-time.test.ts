import { describe, expect, it } from '@jest/globals';
import { detect, redactKnownFormats } from '../../../src/detect/index.ts';
import { ENTRIES, longest } from '../../../src/detect/engine/entries.ts';
import { ClassRuns } from '../../../src/detect/formats/class-runs.ts';
import { scanText } from '../../../src/detect/formats/scan-text.ts';
import { sampler } from '../../support/credentials.ts';

const LENGTH = 100_000;
const fill = (unit: string, length = LENGTH) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Characters that the matcher reads in a text, and hands over to be judged, when nothing is ever accepted. */
function workOn(text: string): { readonly read: number; readonly judged: number } {
  const runs = new ClassRuns(text);
  let judged = 0;
  const accepts = (_: unknown, __: string, { start, end }: { start: number; end: number }) => {
    judged += end - start;
    return false;
  };
  scanText(text, { strict: true, accepts }, runs);
  return { read: runs.steps, judged };
}

const BETWEEN = ['', '-', '.', '/', 'a', '%3D', '0'.repeat(30)];

describe('time', () => {
  it('is linear in texts of one prefix after the other, for every format', () => {
    // Formats with the same prefix read the same characters, JSON Web Tokens above all; hundreds would be quadratic.
    const slow = ENTRIES.flatMap(({ format, prefix }) => {
      const length = Math.min(20_000, 20 * longest(format));
      return BETWEEN.map((between) => {
        const { read, judged } = workOn(fill(prefix + between, length));
        return { type: format.type, unit: prefix + between, read: read / length, judged: judged / length };
      });
    }).filter(({ read, judged }) => read > 60 || judged > 60);
    expect(slow).toEqual([]);
  });

  it.each(['eyJ', '-eyJ', '.eyJ', 'eyJhbGciOiJIUzI1NiJ9.', 'sk-', 'AKIA', 'ghp_', 'glpat-', 'dp.st.'])(
    'doubles when the text doubles: %s',
    (unit) => {
      const once = workOn(fill(unit));
      const twice = workOn(fill(unit, 2 * LENGTH));
      expect(twice.read).toBeLessThanOrEqual(2.1 * once.read + 100);
      expect(twice.judged).toBeLessThanOrEqual(2.1 * once.judged + 100);
    },
  );
});

const inEnv = (value: string) =>
  JSON.stringify({ mcpServers: { a: { command: 'x', env: { A_TOKEN: value, B_TOKEN: value } } } });

describe('hostile text', () => {
  const MEGABYTE = 1_048_576;
  const secret = sampler(2).alnum(40);

  // A quadratic scan of a megabyte takes minutes, which is more than a test may.
  it.each([
    ['eyJ', '.mcp.json', fill('eyJ', MEGABYTE)],
    ['eyJ in words', '.mcp.json', fill('-eyJ', MEGABYTE)],
    ['eyJ with points', '.mcp.json', fill('.eyJ', MEGABYTE)],
    ['prefixes', '.mcp.json', fill('sk-ant-api03-', MEGABYTE)],
    ['braces', '.mcp.json', fill('{"mcpServers":', MEGABYTE)],
    ['quotes', '.mcp.json', fill('"', MEGABYTE)],
    ['openings', '.mcp.json', inEnv('${'.repeat(8000))],
    ['defaults', '.mcp.json', inEnv('${A:-'.repeat(3000))],
    ['random', '.mcp.json', sampler(1).base64url(MEGABYTE)],
    ['addresses', '.mcp.json', inEnv('https://a@'.repeat(6000))],
    ['documents', '.mcp.json', inEnv('['.repeat(60_000))],
    [
      'credentials',
      '.mcp.json',
      `{"env":{${Array.from({ length: 8000 }, () => `"A_TOKEN":"${secret}"`).join(',')}}}`,
    ],
    ['values of one name', '.mcp.json', `{"name":"a",${fill('"value":"x",', MEGABYTE / 4)}}`],
    ['a name of a megabyte', '.mcp.json', `{"${fill('a', MEGABYTE)}":[${fill('["a"],', MEGABYTE / 8)}]}`],
    ['base64 and spaces', 'secret.yaml', `kind: Secret\ndata:\n  a: "QUJD${' '.repeat(200_000)}!"\n`],
    ['tables', '.codex/config.toml', fill('[[a]]\n', MEGABYTE / 4)],
    ['names in names', '.codex/config.toml', `${fill('a.', MEGABYTE / 4)}a=1`],
    ['heredocs', 'mcp.sh', fill('<<A ', MEGABYTE)],
    ['empty lines', 'Dockerfile.mcp', fill('\n', MEGABYTE)],
    ['a fence', 'README.md', `mcp\n~~~${fill('a', MEGABYTE)}\``],
    ['spaces', '.env', fill(`MCP=a${' '.repeat(60_000)}b\n`, MEGABYTE)],
    ['commas', '.env', fill(`MCP=a${','.repeat(60_000)}b\n`, MEGABYTE)],
    ['digits', '.mcp.json', inEnv(`x_${fill('8675309', 16_000)}a`)],
  ])('comes to an end: %s', (_, path, content) => {
    expect(() => detect({ path, content }, { all: true })).not.toThrow();
    expect(() => redactKnownFormats(content)).not.toThrow();
  });
});
