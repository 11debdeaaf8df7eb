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

  // A quadratic scan of a megabyte takes minutes, which is more than a test may.
  it.each([
    ['eyJ', fill('eyJ', MEGABYTE)],
    ['eyJ in words', fill('-eyJ', MEGABYTE)],
    ['eyJ with points', fill('.eyJ', MEGABYTE)],
    ['prefixes', fill('sk-ant-api03-', MEGABYTE)],
    ['braces', fill('{"mcpServers":', MEGABYTE)],
    ['quotes', fill('"', MEGABYTE)],
    ['openings', inEnv('${'.repeat(8000))],
    ['defaults', inEnv('${A:-'.repeat(3000))],
    ['random', sampler(1).base64url(MEGABYTE)],
    ['addresses', inEnv('https://a@'.repeat(6000))],
    ['documents', inEnv('['.repeat(60_000))],
  ])('comes to an end: %s', (_, text) => {
    expect(() => detect({ path: '.mcp.json', content: text })).not.toThrow();
    expect(() => redactKnownFormats(text)).not.toThrow();
  });
});
