import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { githubPat, hexKey } from '../support/credentials.ts';
import { runScan } from '../support/scan-process.ts';
import { workTree, type WorkTree } from '../unit/sources/support/work-tree.ts';

const HOSTILE = '-o "a\\b"\n+++ b x\t@@ -1 +1 @@.txt';

let tree: WorkTree;
beforeEach(() => {
  tree = workTree();
});
afterEach(() => tree.remove());

const json = (...args: readonly string[]) => runScan(tree.directory, [...args, '--format', 'json']);
const config = (...keys: readonly string[]) =>
  JSON.stringify({ servers: keys.map((API_KEY) => ({ command: 'npx', env: { API_KEY } })) }, null, 2).replace(
    /"servers": \[([^]*)\]/,
    (_, list: string) =>
      `"mcpServers": {${keys.reduce((rest, __, index) => rest.replace(/(^|,)\s*\{\n {6}"command/, `$1\n    "s${index}": {\n      "command`), list)}}`,
  );

function stage(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(tree.directory, path), content);
  tree.git('add', '-A');
}

describe('rekey scan --staged', () => {
  it('looks at the first commit as at any other, under any name', async () => {
    stage({ [HOSTILE]: githubPat() });
    expect((await json('--staged')).findings).toMatchObject([{ path: HOSTILE, startLine: 1 }]);
  });

  it('tells of new lines only, judged in the whole file as it is staged', async () => {
    const [old, fresh] = [hexKey(), hexKey()];
    tree.commit({ '.mcp.json': config(old), 'b.txt': `${githubPat()}\n` });
    stage({ '.mcp.json': config(old, fresh), 'b.txt': `${tree.git('show', ':b.txt')}more\n` });
    writeFileSync(join(tree.directory, '.mcp.json'), 'not staged');
    const { findings, stderr } = await json('--staged');
    expect(findings).toMatchObject([{ path: '.mcp.json', server: 's1', key: 'API_KEY' }]);
    expect(stderr).toBe('');
    expect((await json('--staged', 'b.txt')).code).toBe(0);
  });

  it('is not blinded by attributes, a UTF-16 file or a configuration that changes differences', async () => {
    tree.git('config', 'diff.noprefix', 'true');
    tree.git('config', 'diff.external', 'false');
    tree.git('config', 'core.quotepath', 'true');
    tree.git('config', 'color.ui', 'always');
    const pat = githubPat();
    stage({
      '.gitattributes': '*.md -diff\n*.txt diff=x\n',
      'é.md': pat,
      'a.txt': pat,
      u16: Buffer.from(`\uFEFF${pat}`, 'utf16le'),
    });
    const { findings } = await json('--staged');
    expect(findings.map(({ path }) => path)).toEqual(['a.txt', 'u16', 'é.md']);
  });
});

describe('rekey scan --range', () => {
  it('tells of what each commit adds, also when a later one removes it', async () => {
    const first = tree.commit({ 'a.txt': `${githubPat()}\n` });
    const second = tree.commit({ 'a.txt': `${tree.git('show', 'HEAD:a.txt')}x\n${githubPat()}\n` });
    const third = tree.commit({ 'a.txt': 'clean\n' });
    const { code, findings } = await json('--range', `${first}..${third}`);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ path: 'a.txt', startLine: 3, commit: second }]);
    expect(await json('--range', `${second}..${third}`)).toMatchObject({ code: 0 });
  });

  it('tells of the lines of a merge that none of its parents has', async () => {
    const base = tree.commit({ 'a.txt': '1\n2\n3\n4\n5\n6\n7\n' });
    tree.git('checkout', '-q', '-b', 'side');
    const theirs = tree.commit({ 'a.txt': `1\n2\n3\n4\n5\n6\n${githubPat()}\n` });
    tree.git('checkout', '-q', 'main');
    tree.commit({ 'a.txt': 'one\n2\n3\n4\n5\n6\n7\n' });
    tree.git('merge', '-q', '--no-commit', 'side');
    const merged = tree.git('show', ':a.txt').replace('4', githubPat());
    const merge = tree.commit({ 'a.txt': merged });
    const { findings } = await json('--range', `${base}..${merge}`);
    expect(findings.map(({ startLine, commit }) => [startLine, commit])).toEqual([
      [7, theirs],
      [4, merge],
    ]);
  });

  it('gives git no options, and says what git said', async () => {
    tree.commit({ 'a.txt': 'x\n' });
    for (const range of ['--output=x..y', 'no..where']) {
      const run = await json(`--range=${range}`);
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(/^rekey: git rev-list failed: [^\n]+ \[GIT_FAILED\]\n$/);
    }
    expect(tree.git('status', '--short')).toBe('');
  });
});

describe('rekey scan --history', () => {
  it('scans every version on every branch once, with the commit that brought it', async () => {
    const pat = githubPat();
    const first = tree.commit({ 'a.txt': pat });
    tree.commit({ 'a.txt': 'gone\n', 'b.txt': pat });
    tree.git('checkout', '-q', '-b', 'side');
    const key = hexKey();
    const second = tree.commit({ 'notes.txt': config(key) });
    const third = tree.commit({ '.mcp.json': config(key) });
    tree.git('checkout', '-q', 'main');
    const { findings } = await json('--history');
    expect(findings.map(({ path, commit }) => [path, commit])).toEqual([
      ['a.txt', first],
      ['.mcp.json', third],
    ]);
    expect(second).not.toBe(third);
  });
});
