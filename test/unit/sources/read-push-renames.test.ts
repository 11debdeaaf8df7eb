import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { introduces, numbered, readCommits } from './support/read.ts';
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

function body(secret: string): string {
  return `key=${secret}\n${numbered(30)}`;
}

describe('readPush: renames', () => {
  it('has nothing to say about a pure rename', async () => {
    tree.commit({ 'a.txt': body(token()) });
    tree.git('mv', 'a.txt', 'b.txt');
    const { texts, requests } = await readCommits(tree, [tree.commit({})]);
    expect(texts).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('reads a file that becomes a surface by its new name, with nothing new in it', async () => {
    const secret = token();
    tree.commit({ 'a.txt': body(secret) });
    tree.git('mv', 'a.txt', 'b.mcp.json');
    const { at } = await readCommits(tree, [tree.commit({})]);
    expect(at('b.mcp.json')?.content).toBe(body(secret));
    expect(await introduces(at('b.mcp.json'), secret)).toBe(false);
  });

  it('tells what a rename added', async () => {
    const [old, fresh] = [token(), token()];
    tree.commit({ 'a.mcp.json': body(old) });
    tree.git('mv', 'a.mcp.json', 'b.mcp.json');
    const { at } = await readCommits(tree, [tree.commit({ 'b.mcp.json': `${body(old)}key=${fresh}\n` })]);
    expect(await introduces(at('b.mcp.json'), old)).toBe(false);
    expect(await introduces(at('b.mcp.json'), fresh)).toBe(true);
  });
});
