import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('read-large-log.ts', import.meta.url));

interface Result {
  readonly stopped: string;
  readonly characters: number;
  /** MB. */
  readonly grownBy: number;
}

async function readLargeLog(kind: string): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, kind]);
  return JSON.parse(stdout) as Result;
}

describe('a log of 2 GB', () => {
  it.each([
    ['lines', 'bytes', 256_000_000],
    ['mcp', 'bytes', 256_000_000],
    ['zeros', 'ratio', 16_000_000],
  ])('of %s ends at the limit of %s and costs little memory', async (kind, stopped, characters) => {
    const result = await readLargeLog(kind);
    expect(result.stopped).toBe(stopped);
    expect(result.characters).toBeGreaterThanOrEqual(characters);
    expect(result.characters).toBeLessThan(characters * 1.25);
    expect(result.grownBy).toBeLessThan(150);
  });
});
