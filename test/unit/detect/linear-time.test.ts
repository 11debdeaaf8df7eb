import { describe, expect, it } from '@jest/globals';
import { detect, redactKnownFormats } from '../../../src/detect/index.ts';
import { sampler } from '../../support/credentials.ts';

const inEnv = (value: string) =>
  JSON.stringify({ mcpServers: { a: { command: 'x', env: { A_TOKEN: value, B_TOKEN: value } } } });

describe('time', () => {
  const MEGABYTE = 1_048_576;
  const fill = (unit: string) => unit.repeat(Math.ceil(MEGABYTE / unit.length)).slice(0, MEGABYTE);

  it.each([
    ['eyJ', fill('eyJ')],
    ['eyJ in words', fill('-eyJ')],
    ['eyJ with points', fill('.eyJ')],
    ['prefixes', fill('sk-ant-api03-')],
    ['braces', fill('{"mcpServers":')],
    ['quotes', fill('"')],
    ['openings', inEnv('${'.repeat(8000))],
    ['defaults', inEnv('${A:-'.repeat(3000))],
    ['random', sampler(1).base64url(MEGABYTE)],
    ['addresses', inEnv('https://a@'.repeat(6000))],
    ['documents', inEnv('['.repeat(60_000))],
  ])('is no more than a moment for hostile text: %s', (_, text) => {
    const start = performance.now();
    detect({ path: '.mcp.json', content: text });
    redactKnownFormats(text);
    // A quadratic scan of a megabyte takes minutes; the bound leaves room for a busy machine.
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
