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

describe('readPush: merges', () => {
  it('does not blame a merge for what a merged branch brought, but for what the merge itself wrote', async () => {
    const [theirs, evil] = [token(), token()];
    tree.commit({ 'a.txt': numbered(10) });
    tree.git('switch', '-q', '-c', 'side');
    const side = tree.commit({ 'a.txt': `${numbered(10)}key=${theirs}\n` });
    tree.git('switch', '-q', 'main');
    const main = tree.commit({ 'b.txt': 'x\n' });
    tree.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    const merge = tree.commit({ 'a.txt': `${numbered(10)}key=${theirs}\nkey=${evil}\n` });
    const { at, requests } = await readCommits(tree, [merge]);
    expect(requests).toHaveLength(1);
    expect(await introduces(at('a.txt'), theirs)).toBe(false);
    expect(await introduces(at('a.txt'), evil)).toBe(true);
    expect(requests.slice(1)).toEqual([`/contents/a.txt?ref=${side}`]);
    const both = await readCommits(tree, [side, merge]);
    expect(
      await introduces(
        both.texts.find(({ commit }) => commit === side),
        theirs,
      ),
    ).toBe(true);
    expect(main).not.toBe(merge);
  });
});
