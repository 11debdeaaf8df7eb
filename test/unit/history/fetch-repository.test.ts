import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import { Secret } from '../../../src/base/secret.ts';
import { fetchRepository, fetchTips } from '../../../src/history/fetch-repository.ts';
import type { Remote } from '../../../src/history/remote.ts';
import { HistoryBuilder, type BareRepository } from '../../support/bare-history.ts';
import { appOctokit } from '../world/world-octokit.ts';

const REFS = ['refs/heads/*', 'refs/tags/*', 'refs/pull/*/head'];
const PAD = Array.from({ length: 300_000 }, () => Math.random().toString(36).slice(2)).join('\n');

let world: GitHubWorld;
let served: BareRepository;
let remote: Remote;
let token: string;
let folder: string;
let marks: readonly number[];

beforeAll(async () => {
  world = await startGitHub();
  const history = new HistoryBuilder();
  const first = history.commit('refs/heads/main', { 'a.txt': 'one\n' });
  const second = history.commit('refs/heads/main', { 'a.txt': 'two\n' }, [first]);
  const pulled = history.commit('refs/pull/7/head', { 'b.txt': 'gone\n' }, [first]);
  history.ref('refs/pull/7/merge', second);
  history.annotatedTag('v1', second);
  marks = [first, second, pulled];
  served = history.build();
  world.attachRepository('octo/app', served.folder);
  const { data } = await appOctokit(world).rest.apps.createInstallationAccessToken({
    installation_id: world.installationId,
  });
  token = data.token;
  remote = { url: `${world.apiUrl}/octo/app.git`, token: new Secret(token) };
});
afterAll(async () => {
  await world.close();
  served.remove();
});
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rekey-fetch-')), 'one.git');
});

const limits = { bytes: 100_000_000, ms: 30_000 };
const options = () => ({ folder, refs: REFS, limits, signal: new AbortController().signal });
const has = (id: string) => {
  try {
    return execFileSync('git', ['--git-dir', folder, 'cat-file', '-t', id]).toString().trim();
  } catch {
    return undefined;
  }
};

describe('fetchRepository', () => {
  it('brings branches, tags and the heads of pull requests, and leaves no token, ref or hook', async () => {
    const tips = await fetchRepository(remote, options());
    expect(tips.map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/pull/7/head', 'refs/tags/v1']);
    for (const mark of marks) expect(has(served.idOf(mark))).toBe('commit');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    );
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    for (const file of files.filter((name) => statSync(name).isFile())) {
      const text = readFileSync(file, 'latin1');
      expect([file, text.includes(token), text.includes(basic)]).toEqual([file, false, false]);
    }
    expect(files.filter((name) => /hooks\/|refs\/.*\//.test(name.slice(folder.length)))).toEqual([]);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('fetches commits by their ids alone', async () => {
    const [first = 0, second = 0] = marks;
    const { signal } = new AbortController();
    await fetchTips(remote, folder, [served.idOf(first)], limits, signal);
    expect([has(served.idOf(first)), has(served.idOf(second))]).toEqual(['commit', undefined]);
    await expect(fetchTips(remote, folder, ['1'.repeat(40)], limits, signal)).rejects.toMatchObject({
      code: 'TIP_GONE',
    });
  });

  it('says that a repository is gone, or that the token is no good', async () => {
    for (const one of [
      { ...remote, url: `${world.apiUrl}/octo/none.git` },
      { ...remote, token: new Secret('ghs_wrong') },
      { url: remote.url },
    ])
      await expect(fetchRepository(one, options())).rejects.toMatchObject({ code: 'REPOSITORY_GONE' });
  });

  it('ends when it needs too much room, too much time, or the process stops', async () => {
    const history = new HistoryBuilder();
    history.commit('refs/heads/main', { 'pad.txt': PAD });
    const large = history.build();
    world.attachRepository('octo/app', large.folder);
    const stop = new AbortController();
    stop.abort();
    const cases = [
      ['TOO_LARGE', { ...options(), limits: { ...limits, bytes: 100_000 } }],
      ['STOPPED', { ...options(), signal: stop.signal }],
    ] as const;
    for (const [code, one] of cases)
      await expect(fetchRepository(remote, one)).rejects.toMatchObject({ code });
    const gate = world.gate(({ path }) => path.endsWith('.git/info/refs'));
    await expect(
      fetchRepository(remote, { ...options(), limits: { ...limits, ms: 300 } }),
    ).rejects.toMatchObject({ code: 'FETCH_TOO_SLOW' });
    gate.release();
    world.attachRepository('octo/app', served.folder);
    large.remove();
  });

  it('follows no redirect', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url}`);
      response.writeHead(301, { location: `${world.apiUrl}/octo/app.git/info/refs` }).end();
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const before = world.gitRequests.length;
    await expect(
      fetchRepository({ ...remote, url: `http://127.0.0.1:${port}/octo/app.git` }, options()),
    ).rejects.toMatchObject({ code: 'FETCH_FAILED' });
    server.close();
    expect(asked).toHaveLength(1);
    expect(world.gitRequests.length).toBe(before);
  });

  it('takes an empty repository for what it is', async () => {
    const empty = new HistoryBuilder().build();
    world.attachRepository('octo/app', empty.folder);
    expect(await fetchRepository(remote, options())).toEqual([]);
    world.attachRepository('octo/app', served.folder);
    empty.remove();
    rmSync(folder, { recursive: true, force: true });
  });
});
