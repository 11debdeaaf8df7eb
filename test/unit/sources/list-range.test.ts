import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { listRange } from '../../../src/sources/list-range.ts';
import { mayChange, netChange } from '../../../src/sources/net-change.ts';
import { ReadingNotes } from '../../../src/sources/reading-notes.ts';
import { gitHubFromGit } from './support/github-from-git.ts';
import { workTree, type WorkTree } from './support/work-tree.ts';

const REPOSITORY = { id: 1, owner: 'octo', name: 'demo', private: true, defaultBranch: 'main' };
const UNKNOWN = 'd'.repeat(40);

let tree: WorkTree;
let root = '';
let later = '';
let topic: readonly string[] = [];

beforeAll(() => {
  tree = workTree();
  root = tree.commit({ 'a.txt': '1' });
  tree.git('switch', '-q', '-c', 'topic');
  const own = tree.commit({ 'b.txt': '2' });
  tree.git('switch', '-q', 'main');
  later = tree.commit({ 'c.txt': '3' });
  tree.git('switch', '-q', 'topic');
  tree.git('merge', '-q', '--no-edit', 'main');
  topic = [own, tree.git('rev-parse', 'HEAD').trim()];
  tree.git('switch', '-q', 'main');
});
afterAll(() => tree.remove());
afterEach(() => nock.cleanAll());

const head = () => topic[1] ?? '';

const VALUE = 'xq7Rz1-secret';
const LINE = `  "token": "${VALUE}",`;
const patch = (...lines: string[]) => `@@ -1,${lines.length} +1,${lines.length} @@\n${lines.join('\n')}`;
const file = (changes: object) => ({ filename: 'a.json', status: 'modified', changes: 2, ...changes });

async function list(range: { base: string; baseRef?: string; head: string }) {
  const github = gitHubFromGit(tree);
  const notes = new ReadingNotes();
  const { commits } = await listRange(github.octokit, REPOSITORY, range, notes);
  return { commits, requests: github.requests.length, notes: notes.list(), missing: notes.missing() };
}

describe('listRange', () => {
  it('leaves out what the head merged from its base since, in one request', async () => {
    expect(await list({ base: root, baseRef: 'main', head: head() })).toEqual({
      commits: topic,
      requests: 1,
      notes: [],
      missing: [],
    });
  });

  it('goes by the noted commit where no branch is named', async () => {
    const { commits, requests } = await list({ base: root, head: head() });
    expect([new Set(commits), requests]).toEqual([new Set([...topic, later]), 1]);
  });

  it.each([
    ['is gone', 'no-such-branch'],
    ['has all of it', 'topic'],
  ])('goes by the noted commit when the branch %s', async (_, baseRef) => {
    const { commits, requests } = await list({ base: later, baseRef, head: head() });
    expect([commits, requests]).toEqual([topic, 2]);
  });

  it('reads at least the head, and says so, when GitHub shows no range', async () => {
    const result = await list({ base: UNKNOWN, baseRef: 'no-such-branch', head: head() });
    expect(result).toMatchObject({ commits: [head()], missing: [head()] });
    expect(result.notes).toEqual([expect.stringContaining('could not be listed')]);
  });
});

describe('netChange', () => {
  it.each([
    ['an added line', [file({ patch: patch(`+${LINE}`) })], true],
    ['an added line, otherwise indented', [file({ patch: patch(`+${LINE.trim()}`) })], true],
    ['another file', [file({ filename: 'b.txt', patch: patch(`+use ${VALUE} here`) })], true],
    ['a removed line only', [file({ patch: patch(`-${LINE}`, '+  "token": "${TOKEN}",') })], false],
    ['a line that was there before', [file({ patch: patch(` ${LINE}`, '+x') })], false],
    ['a removed file', [file({ status: 'removed', patch: patch(`-${LINE}`) })], false],
    ['nothing', [], false],
    ['a file without a diff', [file({})], true],
    ['a file whose diff was cut', [file({ additions: 900, patch: patch('+x') })], true],
    ['a binary file', [file({ filename: 'a.png', changes: 0 })], false],
    ['a text that GitHub takes for binary', [file({ changes: 0 })], true],
    ['a list that may have been cut', Array.from({ length: 300 }, () => file({ patch: patch('+x') })), true],
  ])('brings a value that stands in %s: %#', (_, files, expected) => {
    expect(netChange(files).brings(VALUE, [LINE])).toBe(expected);
  });
});

describe('mayChange', () => {
  it.each([
    ['one that it changes', [file({})], true],
    ['one that it takes away', [file({ status: 'removed' })], true],
    [
      'one that it moves away',
      [file({ filename: 'b.json', previous_filename: 'a.json', status: 'renamed' })],
      true,
    ],
    ['another one', [file({ filename: 'x/a.json' })], false],
    ['none', [], false],
    ['perhaps one', Array.from({ length: 300 }, () => file({ filename: 'b.json' })), true],
  ])('tells of a file for %s', (_, files, expected) => {
    expect(mayChange(files)('a.json')).toBe(expected);
  });
});
