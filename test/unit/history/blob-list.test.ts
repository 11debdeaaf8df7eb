import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BlobList, type HistoryBlob } from '../../../src/history/blob-list.ts';
import { readList, writeList } from '../../../src/history/list-file.ts';
import { listBlobs } from '../../../src/history/list-blobs.ts';
import { remoteWalks, type Tips } from '../../../src/history/remote-walks.ts';
import { HistoryBuilder } from '../../support/bare-history.ts';

const idOf = (n: number, hash = 'sha1') => createHash(hash).update(String(n)).digest('hex');

interface Addition {
  readonly blob: number;
  readonly path: string;
  readonly isSurface: boolean;
  readonly isNewCommit: boolean;
}

/** The same with objects and a map. */
function naively(additions: readonly Addition[], heads: readonly number[], hash: string): HistoryBlob[] {
  const all = new Map<string, { commit: string; path: string; isSurface: boolean }>();
  let commit = idOf(-1, hash);
  for (const [index, { blob, path, isSurface, isNewCommit }] of additions.entries()) {
    if (isNewCommit) commit = idOf(1_000_000 + index, hash);
    const known = all.get(idOf(blob, hash));
    if (!known || (isSurface && !known.isSurface)) all.set(idOf(blob, hash), { commit, path, isSurface });
  }
  const atHead = new Set(heads.map((n) => idOf(n, hash)));
  return [...all].map(([blob, one]) => ({
    blob,
    commit: one.commit,
    path: one.path,
    atHead: atHead.has(blob),
    offBranches: false,
  }));
}

function compactly(additions: readonly Addition[], heads: readonly number[], hash: string): HistoryBlob[] {
  const list = new BlobList(idOf(0, hash).length / 2);
  list.startCommit(idOf(-1, hash));
  for (const [index, { blob, path, isSurface, isNewCommit }] of additions.entries()) {
    if (isNewCommit) list.startCommit(idOf(1_000_000 + index, hash));
    list.add(idOf(blob, hash), path, isSurface);
  }
  for (const head of heads) list.markAtHead(idOf(head, hash));
  return [...list];
}

describe('BlobList', () => {
  it.each(['sha1', 'sha256'])('holds what a map of objects would hold (%s)', (hash) => {
    const addition = fc.record({
      blob: fc.nat(30),
      path: fc.constantFrom('a', 'b', 'c/.mcp.json', 'd'),
      isSurface: fc.boolean(),
      isNewCommit: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(addition, { maxLength: 60 }), fc.array(fc.nat(40)), (additions, heads) => {
        expect(compactly(additions, heads, hash)).toEqual(naively(additions, heads, hash));
      }),
    );
  });

  it('tells what only came after the branches, wherever it is shown', () => {
    const list = new BlobList(20);
    list.startCommit(idOf(1));
    list.add(idOf(10), 'a', false);
    list.startCommit(idOf(2));
    list.add(idOf(10), '.mcp.json', true);
    list.add(idOf(11), 'b', false);
    list.endBranches(1);
    expect([...list].map(({ path, offBranches }) => [path, offBranches])).toEqual([
      ['.mcp.json', false],
      ['b', true],
    ]);
  });

  it('grows', () => {
    const additions = Array.from({ length: 20_000 }, (_, n) => ({
      blob: n % 15_000,
      path: `${n}`,
      isSurface: false,
      isNewCommit: n % 3 === 0,
    }));
    expect(compactly(additions, [14_999], 'sha1')).toEqual(naively(additions, [14_999], 'sha1'));
  });
});

describe('a list in a file', () => {
  it('is read again from any place, whatever the paths are', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rekey-list-'));
    const file = join(folder, 'list');
    const paths = [
      'a b',
      'line\nbreak',
      'é 日本 😀',
      ' ',
      '-',
      'x'.repeat(4000),
      ...Array.from({ length: 2500 }, (_, n) => `${n}`),
    ];
    const all = paths.map((path, n) => ({
      blob: idOf(n),
      commit: idOf(-n),
      path,
      atHead: n % 3 === 0,
      offBranches: n % 3 === 1,
    }));
    await writeList(file, all);
    for (const skip of [0, 1, 5, 1000, 2506, 9999])
      expect(await collect(readList(file, skip))).toEqual(all.slice(skip));
    await writeList(file, []);
    expect(await collect(readList(file, 0))).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('listBlobs', () => {
  it('knows what no branch brought, also where there is no branch', async () => {
    const history = new HistoryBuilder();
    const base = history.commit('refs/heads/main', { 'main.txt': 'on a branch' });
    history.commit('refs/pull/1/head', { 'pull.txt': 'proposed', 'same/.mcp.json': 'on a branch' }, [base]);
    const bare = history.build();
    const tip = (ref: string) => bare.git('rev-parse', ref).trim();
    const [heads, others] = [[tip('refs/heads/main')], [tip('refs/pull/1/head')]];
    const list = async (tips: Tips) => {
      const blobs = [...(await listBlobs(remoteWalks(tips), { folder: bare.folder }))];
      return blobs.map(({ path, offBranches }) => [path, offBranches]);
    };
    expect(await list({ heads, others })).toEqual([
      ['same/.mcp.json', false],
      ['pull.txt', true],
    ]);
    expect((await list({ heads: [], others })).every(([, off]) => off === true)).toBe(true);
    expect(await list({ heads, others: [] })).toEqual([['main.txt', false]]);
    rmSync(dirname(bare.folder), { recursive: true, force: true });
  });
});

describe('remoteWalks', () => {
  it('walks branches first, and walks nothing where there is nothing', () => {
    expect(remoteWalks({ heads: [], others: [] })).toEqual([]);
    expect(remoteWalks({ heads: ['a'], others: [] })).toHaveLength(1);
    expect(remoteWalks({ heads: ['a'], others: ['b'] }).map(({ input }) => input)).toEqual([
      ['a\n'],
      ['b\n', '^a\n'],
    ]);
  });
});
