import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { generators } from '../support/credentials.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

async function run(input: string, ...args: string[]) {
  const child = spawn(process.execPath, [MAIN, 'broker', 'fingerprint', ...args]);
  child.stdin.on('error', () => undefined).end(input);
  const code = new Promise<number | null>((done) => child.on('close', done));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: await code };
}

it('prints the proof of a value that it reads, and nothing of the value', async () => {
  const value = generators['grafana-service-account-token']?.() ?? '';
  const proof = createHash('sha256').update(value).digest('hex');
  expect(await run(`${value}\n`)).toEqual({ out: `${proof}\n`, err: '', code: 0 });
  const other = await run('not-a-token-of-theirs');
  expect(other).toMatchObject({ code: 0, err: expect.stringContaining('Note: no provider') });
  for (const [input, args] of [
    ['', []],
    [`${value} ${value}`, []],
    ['', [value]],
  ] as const) {
    const refused = await run(input, ...args);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).not.toContain(value);
  }
});
