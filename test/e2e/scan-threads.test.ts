import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { githubPat } from '../support/credentials.ts';
import { runScan } from '../support/scan-process.ts';

const FILES = 100;
const WORDS = 'words that say nothing. '.repeat(16_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-scan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('rekey scan of much', () => {
  it('finds the same in several threads, in the same order', async () => {
    const secrets = Array.from({ length: FILES }, () => githubPat());
    mkdirSync(join(folder, 'a'));
    for (const [index, secret] of secrets.entries())
      writeFileSync(join(folder, 'a', `${index}.txt`), `${WORDS}\n${secret}\n`);
    const env = { REKEY_KEY: Buffer.alloc(32, 7).toString('base64') };
    const scan = (jobs: string) => runScan(folder, ['--format', 'json', '--jobs', jobs], { env });
    const [one, two] = [await scan('1'), await scan('2')];
    expect(two).toEqual(one);
    expect(new Set(two.findings.map(({ fingerprint }) => fingerprint)).size).toBe(FILES);
    for (const secret of secrets) expect(two.stdout).not.toContain(secret);
  });
});
