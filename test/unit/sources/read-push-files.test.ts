import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { introduces, locate, numbered, readCommits } from './support/read.ts';
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

describe('readPush: ordinary files', () => {
  it('reads a clean commit in one request', async () => {
    tree.commit({ 'a.txt': numbered(40) });
    const commit = tree.commit({ 'a.txt': numbered(40, { 20: 'changed' }), 'b.txt': 'new\n' });
    const { texts, requests, notes, missing } = await readCommits(tree, [commit]);
    expect(requests).toEqual([`/commits/${commit}`]);
    expect(texts.map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
    expect([notes, missing]).toEqual([[], []]);
  });

  it('gives the hunks of a changed file with the lines of the file', async () => {
    tree.commit({ 'a.txt': numbered(40) });
    const commit = tree.commit({ 'a.txt': numbered(40, { 20: 'changed' }) });
    const text = (await readCommits(tree, [commit])).at('a.txt');
    expect(text?.whole).toBe(false);
    expect(text?.content.split('\n')).toEqual([
      'line 17',
      'line 18',
      'line 19',
      'changed',
      'line 21',
      'line 22',
      'line 23',
    ]);
    expect(locate(text, 'changed')).toEqual({ line: 4, fileLine: 20 });
    expect(text?.onAddedLines(4, 4)).toBe(true);
    expect(text?.onAddedLines(1, 3)).toBe(false);
    expect(text?.onAddedLines(3, 4)).toBe(true);
  });

  it('does not take a removed line for a leak', async () => {
    const secret = token();
    tree.commit({ 'a.txt': `x\nkey=${secret}\ny\n` });
    const commit = tree.commit({ 'a.txt': 'x\ny\nz\n' });
    const { texts } = await readCommits(tree, [commit]);
    expect(texts.map(({ content }) => content).join('\n')).not.toContain(secret);
  });

  it('has nothing to say about a commit that only removes', async () => {
    tree.commit({ 'a.txt': 'x\ny\n', 'b.txt': 'z\n' });
    const commit = tree.commit({ 'a.txt': 'x\n', 'b.txt': null });
    expect((await readCommits(tree, [commit])).texts).toEqual([]);
  });

  it('finds a secret that one commit adds and the next removes', async () => {
    const secret = token();
    tree.commit({ 'a.txt': 'x\n' });
    const first = tree.commit({ 'a.txt': `x\nkey=${secret}\n` });
    const second = tree.commit({ 'a.txt': 'x\n' });
    const { texts, requests } = await readCommits(tree, [first, second]);
    expect(requests).toHaveLength(2);
    expect(texts.map(({ commit }) => commit)).toEqual([first]);
    expect(await introduces(texts[0], secret)).toBe(true);
  });

  it.each([
    ['moved in the file', (line: string) => ({ 'a.txt': `${numbered(30)}${line}\n` })],
    ['indented anew', (line: string) => ({ 'a.txt': `    ${line}\n${numbered(30)}` })],
    ['moved to another file', (line: string) => ({ 'a.txt': numbered(30), 'b.txt': `${line}\n` })],
  ])('knows that a line was only %s', async (_, after) => {
    const secret = token();
    tree.commit({ 'a.txt': `key=${secret}\n${numbered(30)}` });
    const { texts } = await readCommits(tree, [tree.commit(after(`key=${secret}`))]);
    const holder = texts.find(({ content }) => content.includes(secret));
    expect(await introduces(holder, secret)).toBe(false);
  });

  it('takes a value that merely begins like a removed one for new', async () => {
    const secret = token();
    tree.commit({ 'a.txt': `key=${secret}ff\n` });
    const { at } = await readCommits(tree, [tree.commit({ 'a.txt': `key=${secret}\n` })]);
    expect(await introduces(at('a.txt'), secret)).toBe(true);
  });

  it('keeps CRLF in the content and counts lines like git', async () => {
    const secret = token();
    tree.commit({ 'a.txt': 'one\r\ntwo\r\nthree\r\n' });
    const commit = tree.commit({ 'a.txt': `one\r\ntwo\r\nkey=${secret}\r\nthree\r\n`, 'b.txt': 'x\r\ny' });
    const { at } = await readCommits(tree, [commit]);
    expect(at('a.txt')?.content).toBe(`one\r\ntwo\r\nkey=${secret}\r\nthree\r`);
    expect(locate(at('a.txt'), secret)).toEqual({ line: 3, fileLine: 3 });
    expect(at('b.txt')?.content).toBe('x\r\ny');
  });

  it('rebuilds a new file from the patch, with and without a last line break', async () => {
    const commit = tree.commit({ 'a.txt': 'x\n\ny\n', 'b.txt': 'x\n\ny', 'c.mcp.json': '{}', 'd.txt': '' });
    const { texts, at, requests } = await readCommits(tree, [commit]);
    expect(requests).toHaveLength(1);
    expect(texts.every(({ whole }) => whole)).toBe(true);
    expect([at('a.txt')?.content, at('b.txt')?.content]).toEqual(['x\n\ny\n', 'x\n\ny']);
    expect(at('c.mcp.json')?.content).toBe('{}');
    expect(at('d.txt')).toBeUndefined();
  });
});
