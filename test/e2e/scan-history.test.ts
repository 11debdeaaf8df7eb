import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { githubPat } from '../support/credentials.ts';
import { runScan } from '../support/scan-process.ts';
import { workTree, type WorkTree } from '../unit/sources/support/work-tree.ts';

let tree: WorkTree;
beforeEach(() => {
  tree = workTree();
});
afterEach(() => tree.remove());

const scan = async () => {
  const { findings, stderr } = await runScan(tree.directory, ['--history', '--format', 'json']);
  return { found: findings.map(({ path, startLine, commit }) => [path, startLine, commit]), stderr };
};
/** A file with a new credential on its third line. */
const leak = () => `first\nsecond\n${githubPat()}\n`;
const parentOf = (commit: string) => tree.git('rev-parse', `${commit}^`).trim();

describe('rekey scan --history finds what was brought by', () => {
  it('the first, a middle and the last commit, though the next one took it away', async () => {
    const expected = [];
    for (let n = 0; n < 7; n += 1) {
      const isLeak = n % 3 === 0;
      const id = tree.commit({
        [`${n}.txt`]: isLeak ? leak() : 'clean\n',
        ...(n % 3 === 1 ? { [`${n - 1}.txt`]: null } : {}),
      });
      if (isLeak) expected.push([`${n}.txt`, 3, id]);
    }
    expect((await scan()).found).toEqual(expected);
  });

  it('a side branch, a merged branch, and the merge itself', async () => {
    tree.commit({ 'a.txt': 'x\n', 'm.txt': 'base\n' });
    tree.git('checkout', '-q', '-b', 'side');
    const merged = tree.commit({ 'merged.txt': leak(), 'm.txt': 'theirs\n' });
    tree.git('checkout', '-q', '-b', 'other');
    const unmerged = tree.commit({ 'other.txt': leak() });
    tree.git('checkout', '-q', 'main');
    tree.commit({ 'm.txt': 'ours\n' });
    tree.git('merge', '-q', '--no-commit', '-s', 'ours', 'side');
    const merge = tree.commit({ 'm.txt': leak(), 'only-in-merge.txt': leak() });
    const { found } = await scan();
    expect(new Set(found)).toEqual(
      new Set([
        ['merged.txt', 3, merged],
        ['other.txt', 3, unmerged],
        ['m.txt', 3, merge],
        ['only-in-merge.txt', 3, merge],
      ]),
    );
  });

  it('a deleted branch, an amended commit, and a commit that nothing leads to', async () => {
    const base = tree.commit({ 'a.txt': 'x\n' });
    tree.git('checkout', '-q', '-b', 'gone');
    const deleted = tree.commit({ 'deleted.txt': leak() });
    tree.git('checkout', '-q', 'main');
    tree.git('branch', '-q', '-D', 'gone');
    const amended = tree.commit({ 'amended.txt': leak() });
    tree.git('rm', '-q', 'amended.txt');
    tree.git('commit', '-q', '--amend', '--allow-empty', '-m', 'amended');
    tree.git('checkout', '-q', '--detach');
    const dangling = tree.commit({ 'dangling.txt': leak() });
    tree.git('checkout', '-q', 'main');
    tree.git('reflog', 'expire', '--expire=now', '--all');
    expect(parentOf(dangling)).not.toBe(base);
    expect(new Set((await scan()).found)).toEqual(
      new Set([
        ['deleted.txt', 3, deleted],
        ['amended.txt', 3, amended],
        ['dangling.txt', 3, dangling],
      ]),
    );
  });

  it('a commit of a lightweight tag, of an annotated tag, a note, and two stashes', async () => {
    const base = tree.commit({ 'a.txt': 'x\n' });
    const expected: unknown[] = [];
    for (const args of [['light'], ['-a', '-m', 'release', 'annotated']]) {
      tree.git('checkout', '-q', '--detach', base);
      const name = `${args.at(-1)}.txt`;
      expected.push([name, 3, tree.commit({ [name]: leak() })]);
      tree.git('tag', ...args);
    }
    tree.git('checkout', '-q', 'main');
    tree.git('notes', 'add', '-m', leak(), base);
    expected.push([base, 3, tree.git('rev-parse', 'refs/notes/commits').trim()]);
    for (const name of ['a.txt', 'untracked.txt']) {
      tree.commit({});
      const file = { [name]: leak() };
      tree.write(file);
      tree.git('stash', 'push', '-q', '--include-untracked');
      const part = name === 'a.txt' ? 'stash@{0}' : 'stash@{0}^3';
      expected.push([name, 3, part]);
    }
    const stashes = ['stash@{1}', 'stash@{0}^3'].map((name) => tree.git('rev-parse', name).trim());
    const wanted = expected.map((one) => {
      const [path, line, commit] = one as [string, number, string];
      if (path === 'a.txt') return [path, line, stashes[0]];
      return path === 'untracked.txt' ? [path, line, stashes[1]] : [path, line, commit];
    });
    expect(new Set((await scan()).found)).toEqual(new Set(wanted));
  });

  it('names the commit on a branch, where a rebase left the same file twice', async () => {
    const base = tree.commit({ 'a.txt': 'x\n' });
    const before = tree.commit({ 'b.txt': leak() });
    tree.git('checkout', '-q', '-B', 'main', base);
    tree.commit({ 'c.txt': 'y\n' });
    tree.git('cherry-pick', before);
    const after = tree.git('rev-parse', 'HEAD').trim();
    const { found, stderr } = await scan();
    expect(found).toEqual([['b.txt', 3, after]]);
    expect(stderr).toBe('');
  });

  it('every commit of a shallow clone, and says nothing of the rest', async () => {
    tree.commit({ 'old.txt': leak() });
    const last = tree.commit({ 'new.txt': leak() });
    const clone = workTree();
    clone.git('fetch', '-q', '--depth=1', `file://${tree.directory}`, 'main');
    clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
    const { findings, code } = await runScan(clone.directory, ['--history', '--format', 'json']);
    clone.remove();
    expect(code).toBe(1);
    // The oldest commit that is there brings what it has.
    expect(findings.map(({ path, commit }) => [path, commit])).toEqual([
      ['new.txt', last],
      ['old.txt', last],
    ]);
  });
});
