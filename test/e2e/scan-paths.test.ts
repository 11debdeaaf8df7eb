import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deriveKeys, fingerprint } from '../../src/base/keys.ts';
import { Secret } from '../../src/base/secret.ts';
import { githubPat, hexKey } from '../support/credentials.ts';
import { runScan } from '../support/scan-process.ts';
import { workTree } from '../unit/sources/support/work-tree.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rekey-scan-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const config = (key: string, server = 'billing', name = 'API_KEY') =>
  JSON.stringify({ mcpServers: { [server]: { command: 'npx', env: { [name]: key } } } }, null, 2);
const json = (...args: readonly string[]) => runScan(folder, [...args, '--format', 'json']);
const paths = (run: { findings: readonly { path: string }[] }) => run.findings.map(({ path }) => path);

describe('rekey scan PATH', () => {
  it('finds nothing and says so', async () => {
    write({ 'a.txt': 'nothing here\n' });
    expect(await runScan(folder, [])).toMatchObject({
      code: 0,
      stdout: 'No credentials found in 1 file (13 bytes).\n',
      stderr: '',
    });
    expect(await json()).toMatchObject({ code: 0, stdout: '{"findings":[]}\n' });
  });

  it('prints every field of a finding, and never the secret', async () => {
    const key = hexKey();
    write({ 'sub/.mcp.json': config(key) });
    const run = await json('sub');
    expect(run.code).toBe(1);
    expect(run.findings).toEqual([
      {
        path: 'sub/.mcp.json',
        startLine: 6,
        startColumn: 21,
        endLine: 6,
        endColumn: 21 + key.length,
        provider: expect.any(String),
        type: expect.any(String),
        slot: 'env',
        server: 'billing',
        key: 'API_KEY',
        confidence: 'high',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        redacted: '… (64 characters)',
      },
    ]);
    expect(run.stdout + run.stderr).not.toContain(key.slice(0, 12));
  });

  it('fingerprints with the key of the installation, else with a new one each time', async () => {
    const key = randomBytes(32);
    const pat = githubPat();
    write({ 'a.txt': pat, 'data/rekey.key': key.toString('base64') });
    const print = fingerprint(deriveKeys(key), new Secret(pat));
    const prints = async (env: Record<string, string>) =>
      (await runScan(folder, ['a.txt', '--format', 'json'], { env })).findings[0]?.fingerprint;
    expect(await prints({})).toBe(print);
    expect(await prints({ DATA_DIR: folder, REKEY_KEY: key.toString('base64') })).toBe(print);
    const [one, other] = [await prints({ DATA_DIR: folder }), await prints({ DATA_DIR: folder })];
    expect(new Set([print, one, other]).size).toBe(3);
  });

  it('leaves out what git ignores, unless it is named', async () => {
    const tree = workTree();
    rmSync(folder, { recursive: true });
    folder = realpathSync(tree.directory);
    const pat = githubPat();
    write({ '.gitignore': '.env\nout/\n', '.env': pat, 'out/a': pat, 'new\n name': pat, 'sub/b': pat });
    tree.git('add', 'sub/b');
    expect(paths(await json())).toEqual(['new\n name', 'sub/b']);
    expect(paths(await json('out', '.env'))).toEqual(['out/a', '.env']);
    expect(paths(await runScan(join(folder, 'sub'), ['..', '--format', 'json']))).toEqual([
      '../new\n name',
      'b',
    ]);
  });

  it('without git walks everything but the folders of tools, and says what it left out', async () => {
    const pat = githubPat();
    write({ '.env': pat, 'node_modules/a/b.js': pat, 'a/node_modules/c.js': pat, 'd/e': pat });
    symlinkSync(join(folder, 'd'), join(folder, 'link'));
    const run = await json();
    expect(paths(run)).toEqual(['.env', 'd/e']);
    expect(run.stderr).toBe('rekey: Left out unless named: folders of tools: a/node_modules, node_modules\n');
    expect(paths(await json('node_modules', 'd/e'))).toEqual(['node_modules/a/b.js', 'd/e']);
  });

  it('counts columns in UTF-16 code units, whatever the encoding, and skips binary files', async () => {
    const pat = githubPat();
    const text = `\uFEFFfirst\r\n💡 ${pat}\r\n`;
    write({
      bom: text,
      le: Buffer.from(text, 'utf16le'),
      be: Buffer.from(text, 'utf16le').swap16(),
      bin: `\0${pat}`,
    });
    const run = await json();
    const span = { startLine: 2, startColumn: 4, endLine: 2, endColumn: 44 };
    expect(run.findings).toMatchObject(['be', 'bom', 'le'].map((path) => ({ path, ...span })));
    expect(run.findings).toHaveLength(3);
  });

  it('takes credentials out of names, and controls out of what a terminal shows', async () => {
    const [key, pat] = [hexKey(), githubPat()];
    write({ [`${pat}\u{1b}]0;x/.mcp.json`]: config(key, `s${key}\u{1b}[2J`, `API_KEY_${pat}`) });
    for (const format of ['text', 'json', 'sarif']) {
      const { code, stdout, stderr } = await runScan(folder, ['.', '--format', format]);
      expect(code).toBe(1);
      expect(stdout + stderr).not.toContain(key);
      expect(stdout + stderr).not.toContain(pat);
      expect(stdout).not.toContain('\u{1b}');
      expect(stdout).toMatch(/redacted(?:\]|%5D|_)/);
    }
  });

  it('reads standard input as the file that it is said to be', async () => {
    const run = await runScan(folder, ['--stdin', '--path', 'x/.mcp.json', '--format', 'json'], {
      input: config(hexKey()),
    });
    expect(run.findings).toMatchObject([{ path: 'x/.mcp.json', server: 'billing' }]);
  });

  it('does not obey a .env that it scans', async () => {
    write({ '.env': 'REKEY_KEY=short\n' });
    expect(await json()).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<[string, readonly string[], Record<string, string>]>([
    ['NO_SUCH_PATH', ['missing'], {}],
    ['USAGE', ['--nonsense'], {}],
    ['USAGE', ['--staged', '--history'], {}],
    ['USAGE', ['--format', 'xml'], {}],
    ['USAGE', ['--range', 'HEAD'], {}],
    ['NOT_A_REPOSITORY', ['--staged'], {}],
    ['CONFIG', [], { REKEY_KEY: 'short' }],
  ])('ends with 2 and one line: %s of %j', async (code, args, env) => {
    const run = await runScan(folder, args, { env });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`^rekey: [^\\n]+ \\[${code}\\]\\n$`));
  });
});
