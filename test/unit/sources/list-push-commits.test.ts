import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { COMMITS_MAX, listPushCommits } from '../../../src/sources/list-push-commits.ts';
import type { PushTask } from '../../../src/sources/push-task.ts';
import { ReadingNotes } from '../../../src/sources/reading-notes.ts';
import { gitHubFromGit, octokitForTests, type Quirks } from './support/github-from-git.ts';
import { pushOf } from './support/read.ts';
import { workTree, type WorkTree } from './support/work-tree.ts';

const ZERO = '0'.repeat(40);
const UNKNOWN = 'd'.repeat(40);

function shaOf(index: number): string {
  return index.toString(16).padStart(40, '0');
}

function serveComparison(total: number): number[] {
  const pages: number[] = [];
  nock('https://api.github.com')
    .persist()
    .get((uri: string) => uri.includes('/compare/'))
    .reply((request: Request) => {
      const page = Number(new URL(request.url).searchParams.get('page'));
      pages.push(page);
      const size = Math.min(100, total - (page - 1) * 100);
      const commits = Array.from({ length: size }, (_, index) => ({
        sha: shaOf((page - 1) * 100 + index),
      }));
      return [200, { total_commits: total, commits }];
    });
  return pages;
}

let tree: WorkTree;
let main: readonly string[] = [];
let feature: readonly string[] = [];
let orphan: readonly string[] = [];

beforeAll(() => {
  tree = workTree();
  main = ['1', '2', '3'].map((text) => tree.commit({ 'a.txt': text }));
  tree.git('switch', '-q', '-c', 'feature/x');
  feature = ['4', '5'].map((text) => tree.commit({ 'b.txt': text }));
  tree.git('switch', '-q', '--orphan', 'pages');
  orphan = [tree.commit({ 'c.txt': '6' })];
  tree.git('switch', '-q', 'main');
});

afterAll(() => tree.remove());
afterEach(() => nock.cleanAll());

async function list(changes: Partial<PushTask>, head = main, quirks: Quirks = {}) {
  const github = gitHubFromGit(tree, quirks);
  const notes = new ReadingNotes();
  const task = pushOf(head, { commits: [], truncated: true, ...changes });
  const commits = await listPushCommits(github.octokit, task, notes);
  return { commits, requests: github.requests, notes: notes.list() };
}

describe('listPushCommits', () => {
  it("takes the payload's list when it is complete, without a request", async () => {
    const { commits, requests } = await list({ truncated: false, commits: main });
    expect(commits).toEqual(main);
    expect(requests).toEqual([]);
  });

  it('finds nothing new in a branch on known commits, without a request', async () => {
    const known = { ref: 'refs/heads/copy', before: ZERO, created: true, truncated: false };
    expect(await list(known)).toEqual({ commits: [], requests: [], notes: [] });
  });

  it('compares with the state before the push', async () => {
    const { commits, requests } = await list({ before: main[0] ?? '' });
    expect(commits).toEqual(main.slice(1));
    expect(requests).toHaveLength(1);
  });

  it('compares a new branch with the default branch', async () => {
    const { commits } = await list({ ref: 'refs/heads/feature/x', before: ZERO, created: true }, feature);
    expect(commits).toEqual(feature);
  });

  it('compares with the default branch when a force push made the old state vanish', async () => {
    const forced = { ref: 'refs/heads/feature/x', before: UNKNOWN, forced: true };
    const { commits, requests } = await list(forced, feature);
    expect(commits).toEqual(feature);
    expect(requests).toHaveLength(2);
  });

  it('lists the history for the first push to the default branch', async () => {
    expect((await list({ before: ZERO, created: true })).commits).toEqual(main);
    expect((await list({ before: ZERO, created: true, truncated: false })).commits).toEqual(main);
  });

  it('lists the history when the default branch was forced and the old state vanished', async () => {
    const { commits } = await list({ before: UNKNOWN, forced: true });
    expect(commits).toEqual(main);
  });

  it('lists the history of a branch that shares none with the default branch', async () => {
    const { commits } = await list({ ref: 'refs/heads/pages', before: ZERO, created: true }, orphan);
    expect(commits).toEqual(orphan);
  });

  it.each([
    ['on known commits brings none', () => main, () => []],
    ['on commits of no branch brings them', () => feature, () => feature],
  ])('a tag %s', async (_, head, expected) => {
    const tag = { ref: 'refs/tags/v1', before: ZERO, after: UNKNOWN, created: true, truncated: false };
    const { commits, requests } = await list(tag, head());
    expect(commits).toEqual(expected());
    expect(requests).toHaveLength(1);
  });

  it('joins a cut list with what GitHub says, each commit once', async () => {
    const { commits } = await list({ before: main[0] ?? '', commits: main.slice(1, 2) });
    expect(commits).toEqual(main.slice(1));
  });

  it('notes a history that GitHub no longer shows', async () => {
    const { commits, notes } = await list({ before: UNKNOWN }, [UNKNOWN]);
    expect(commits).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('could not be listed')]);
  });

  it('throws when GitHub fails, for the queue to try again', async () => {
    await expect(list({ before: main[0] ?? '' }, main, { fail: { '/compare': 502 } })).rejects.toMatchObject({
      status: 502,
    });
  });
});

describe('listPushCommits with more commits than are read', () => {
  it('goes through all pages', async () => {
    const pages = serveComparison(350);
    const commits = await listPushCommits(
      octokitForTests(),
      pushOf([UNKNOWN], { commits: [], truncated: true }),
      new ReadingNotes(),
    );
    expect(commits).toEqual(Array.from({ length: 350 }, (_, index) => shaOf(index)));
    expect(pages).toEqual([1, 2, 3, 4]);
  });

  it('reads the newest and says so', async () => {
    serveComparison(COMMITS_MAX + 130);
    const notes = new ReadingNotes();
    const commits = await listPushCommits(
      octokitForTests(),
      pushOf([UNKNOWN], { commits: [], truncated: true }),
      notes,
    );
    expect(commits).toHaveLength(COMMITS_MAX);
    expect(commits[0]).toBe(shaOf(130));
    expect(commits.at(-1)).toBe(shaOf(COMMITS_MAX + 129));
    expect(notes.list()).toEqual([expect.stringContaining(`newest ${COMMITS_MAX} commits`)]);
  });
});
