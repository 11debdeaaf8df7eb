import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { listCommitFiles } from '../../../src/sources/list-commit-files.ts';
import { ReadBudget } from '../../../src/sources/read-budget.ts';
import { readCommit } from '../../../src/sources/read-commit.ts';
import { ReadingNotes } from '../../../src/sources/reading-notes.ts';
import { gitHubFromGit, type Quirks } from './support/github-from-git.ts';
import { introduces, pushOf, readCommits, TESTS } from './support/read.ts';
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

function paths(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `f/${10_000 + index}.txt`);
}

describe('readPush: large and vanished commits', () => {
  it('follows the pages of a commit with more than 300 files', async () => {
    const secret = token();
    const commit = tree.commit({ 'z.txt': `key=${secret}\n` }, paths(650));
    const { texts, at, requests } = await readCommits(tree, [commit]);
    expect(texts).toHaveLength(651);
    expect(requests).toEqual([
      `/commits/${commit}`,
      `/commits/${commit}?page=2`,
      `/commits/${commit}?page=3`,
    ]);
    expect(await introduces(at('z.txt'), secret)).toBe(true);
  });

  it('compares trees beyond the 3,000 files that GitHub lists', async () => {
    const [old, fresh] = [token(), token()];
    tree.commit({ 'y.txt': `key=${old}\n`, 'z.txt': 'same\n', 'moved.txt': 'moved\n' });
    tree.git('mv', 'moved.txt', 'y-moved.txt');
    const commit = tree.commit({ 'y.txt': `key=${old}\nkey=${fresh}\n` }, paths(3001));
    const { texts, at, requests, notes } = await readCommits(tree, [commit]);
    expect(texts).toHaveLength(3002);
    expect(await introduces(at('y.txt'), old)).toBe(false);
    expect(await introduces(at('y.txt'), fresh)).toBe(true);
    expect(requests.filter((path) => path.startsWith('/git/trees/'))).toHaveLength(2);
    expect(notes).toEqual([]);
  });

  it('reads the trees when GitHub cannot make the diff', async () => {
    const secret = token();
    tree.commit({ 'a.txt': 'x\n' });
    const commit = tree.commit({ 'a.txt': `x\nkey=${secret}\n` });
    const { at } = await readCommits(tree, [commit], { fail: { '/commits': 422 } });
    expect(await introduces(at('a.txt'), secret)).toBe(true);
  });

  it('says when the trees are cut as well', async () => {
    const commit = tree.commit({ 'a.txt': 'x\n' });
    const { notes } = await readCommits(tree, [commit], { fail: { '/commits': 422 }, cutsTrees: true });
    expect(notes).toEqual([expect.stringContaining('more files than GitHub lists')]);
  });

  it('reads surfaces first and says what the budget left out', async () => {
    const commit = tree.commit({ 'a.txt': 'x\n', 'z.mcp.json': '{}\n' });
    const quirks: Quirks = { file: ({ patch, ...file }) => ({ ...file, hidden: patch?.length }) };
    const github = gitHubFromGit(tree, quirks);
    const [notes, budget] = [new ReadingNotes(), new ReadBudget()];
    for (let taken = 0; taken < 1999; taken++) budget.take();
    const { repository } = pushOf([commit]);
    const listed = await listCommitFiles(github.octokit, repository, commit, notes);
    const seen: string[] = [];
    const reading = { octokit: github.octokit, repository, notes, budget, ...TESTS };
    if (listed) for await (const { path } of readCommit(reading, listed)) seen.push(path);
    expect(seen).toEqual(['z.mcp.json']);
    expect(notes.list()).toEqual([expect.stringMatching(/^1 file was .*too large/)]);
  });

  it.each([404, 409, 422])('notes a commit that vanished (%d) and reads the others', async (status) => {
    const vanished = 'd'.repeat(40);
    const commit = tree.commit({ 'a.txt': 'x\n' });
    const quirks = { fail: { [`/commits/${vanished}`]: status, [`/git/commits/${vanished}`]: 404 } };
    const { texts, notes, missing } = await readCommits(tree, [vanished, commit], quirks);
    expect(texts.map(({ path }) => path)).toEqual(['a.txt']);
    expect(notes).toEqual([expect.stringContaining('Commit dddddddddddd was not read')]);
    expect(missing).toEqual([vanished]);
  });

  it.each([500, 502, 403])('throws for a failure that may pass (%d)', async (status) => {
    const commit = tree.commit({ 'a.txt': 'x\n' });
    await expect(readCommits(tree, [commit], { fail: { '/commits': status } })).rejects.toMatchObject({
      status,
    });
  });

  it('keeps the order of many commits', async () => {
    const commits = Array.from({ length: 12 }, (_, index) => tree.commit({ 'a.txt': `${index}\n` }));
    const { texts } = await readCommits(tree, commits);
    expect(texts.map(({ commit }) => commit)).toEqual(commits);
  });
});
