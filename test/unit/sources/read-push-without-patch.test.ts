import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Quirks } from './support/github-from-git.ts';
import { introduces, locate, numbered, readCommits, withoutPatch } from './support/read.ts';
import { token } from './support/token.ts';
import { workTree, type WorkTree } from './support/work-tree.ts';

let tree: WorkTree;

beforeEach(() => {
  tree = workTree();
});

afterEach(() => {
  nock.cleanAll();
  tree.remove();
});

describe('readPush: what GitHub shows no patch for', () => {
  it('fetches the blob and compares with the version before, once there is a finding', async () => {
    const [old, fresh] = [token(), token()];
    const parent = tree.commit({ 'a.txt': `key=${old}\n` });
    const commit = tree.commit({ 'a.txt': `key=${old}\nkey=${fresh}\n` });
    const { at, requests } = await readCommits(tree, [commit], withoutPatch('a.txt'));
    expect(requests).toHaveLength(2);
    expect(at('a.txt')?.onAddedLines(1, 2)).toBeUndefined();
    expect(await introduces(at('a.txt'), old)).toBe(false);
    expect(await introduces(at('a.txt'), fresh)).toBe(true);
    expect(requests.slice(2)).toEqual([`/contents/a.txt?ref=${parent}`]);
  });

  it('compares with the version under the old name', async () => {
    const old = token();
    tree.commit({ 'dir/a.txt': `key=${old}\n${numbered(30)}` });
    tree.git('mv', 'dir/a.txt', 'b.txt');
    const { at, requests } = await readCommits(
      tree,
      [tree.commit({ 'b.txt': `key=${old}\n${numbered(31)}` })],
      withoutPatch('b.txt'),
    );
    expect(await introduces(at('b.txt'), old)).toBe(false);
    expect(requests.at(-1)).toContain('/contents/dir%2Fa.txt?ref=');
  });

  it('treats a patch that was cut like a missing one', async () => {
    const secret = token();
    const commit = tree.commit({ 'a.txt': `${numbered(10)}key=${secret}\n` });
    const { at } = await readCommits(tree, [commit], {
      file: (file) => ({ ...file, patch: '@@ -0,0 +1,2 @@\n+line 1\n+line 2' }),
    });
    expect(locate(at('a.txt'), secret).fileLine).toBe(11);
    expect(await introduces(at('a.txt'), secret)).toBe(true);
  });

  it('finds a file whose blob id is not given', async () => {
    const secret = token();
    const commit = tree.commit({ 'a.txt': `key=${secret}\n` });
    const { at } = await readCommits(tree, [commit], {
      file: ({ patch, ...file }) => ({ ...file, ...(patch ? { sha: null } : {}) }),
    });
    expect(await introduces(at('a.txt'), secret)).toBe(true);
  });

  it('skips binary files, without a request when their name says so', async () => {
    const binary = Buffer.from([1, 0, 2, 0]);
    const commit = tree.commit({ 'a.png': binary, '.mcp.json': binary, 'data.txt': binary });
    const { texts, requests, notes } = await readCommits(tree, [commit]);
    expect([texts, notes]).toEqual([[], []]);
    expect(requests).toHaveLength(3);
  });

  it('reads UTF-16 text files that are no surface', async () => {
    const secret = token();
    const commit = tree.commit({ 'setup.ps1': Buffer.from(`\uFEFFkey=${secret}\r\n`, 'utf16le') });
    expect(await introduces((await readCommits(tree, [commit])).at('setup.ps1'), secret)).toBe(true);
  });

  it('notes files that are too large, without downloading them to the end', async () => {
    const commit = tree.commit({ 'a.txt': Buffer.alloc(10_000_001, 'x'), 'b.txt': 'y\n' });
    const { texts, notes } = await readCommits(tree, [commit], withoutPatch('a.txt'));
    expect(texts.map(({ path }) => path)).toEqual(['b.txt']);
    expect(notes).toEqual([`1 file was not read in commit ${commit.slice(0, 12)}: larger than 10 MB.`]);
  });

  it('notes files that GitHub does not show', async () => {
    const commit = tree.commit({ 'a.txt': 'x\n', 'b.txt': 'y\n' });
    const gone: Quirks = {
      file: ({ patch, ...file }) => ({ ...file, hidden: patch?.length }),
      fail: { '/git/blobs': 404 },
    };
    const { texts, notes } = await readCommits(tree, [commit], gone);
    expect(texts).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('2 files were')]);
  });

  it('tolerates submodules and symbolic links', async () => {
    const target = tree.commit({ 'a.txt': 'x\n' });
    tree.git('update-index', '--add', '--cacheinfo', `160000,${target},x.mcp.json`);
    const link = tree.bytes('hash-object', '-w', 'a.txt').toString().trim();
    tree.git('update-index', '--add', '--cacheinfo', `120000,${link},link.mcp.json`);
    tree.git('commit', '-q', '-m', 'links');
    const { texts, notes } = await readCommits(tree, [tree.git('rev-parse', 'HEAD').trim()]);
    expect(texts.map(({ path }) => path)).toEqual(['link.mcp.json']);
    expect(notes).toEqual([]);
  });
});
