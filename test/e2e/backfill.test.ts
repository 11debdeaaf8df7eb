import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueCommandCode, issueLinkCode } from '../../src/web/session.ts';
import {
  askServer,
  environment,
  exposuresIn,
  leakingConfig,
  reportsOf,
  startCommand,
} from '../support/backfills.ts';
import { HistoryBuilder } from '../support/bare-history.ts';
import { leakingHistory, type LeakingHistory } from '../support/leaking-history.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';

const REPOSITORIES = ['app', 'killed', 'served', 'empty', 'large', 'gone'];
const ENDED: ReadonlySet<string> = new Set(['done', 'too_large', 'failed', 'gone']);
/** Of an installation token, as the emulator makes them. */
const TOKEN = /ghs_\w+/;

let world: Surroundings;
let history: LeakingHistory;
const folders: string[] = [];

beforeAll(async () => {
  world = await startSurroundings({
    users: ['octo', 'mona'],
    repositories: [
      ...REPOSITORIES.map((name) => ({ owner: 'octo', name, private: true })),
      { owner: 'mona', name: 'hers', private: true },
    ],
  });
  history = leakingHistory();
});
afterAll(async () => {
  await world.close();
  history.repository.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-backfill-'));
  folders.push(folder);
  return folder;
}

const attach = (name: string, folder = history.repository.folder) =>
  world.github.attachRepository(`octo/${name}`, folder);
const left = (dataDir: string) => {
  const folder = join(dataDir, 'backfill');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const backfill = (target: string, dataDir: string, more: Record<string, string> = {}) =>
  startCommand(['backfill', target], environment(world, dataDir, more)).ended;

/** The arguments of all that a process has started, as `ps` shows them to everybody. */
function argumentsBelow(id: number): readonly string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n');
  const all = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
  const below = new Set([String(id)]);
  return all.flatMap(([, own = '', parent = '', args = '']) => {
    if (!below.has(parent)) return [];
    below.add(own);
    return [args];
  });
}

/** The longest that an address took to answer, in milliseconds. */
async function slowestAnswer(url: string, over: AbortSignal): Promise<number> {
  let slowest = 0;
  while (!over.aborted) {
    const start = performance.now();
    await fetch(url).then((response) => response.text());
    slowest = Math.max(slowest, performance.now() - start);
    await delay(5);
  }
  return slowest;
}

/** Everything in a folder in which a text of these stands. */
function filesWith(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .filter((file) => pattern.test(readFileSync(file, 'latin1')));
}

async function ended(rekey: RekeyProcess, ids: readonly number[]) {
  let reports: Awaited<ReturnType<typeof reportsOf>> = [];
  await until(async () => {
    reports = await reportsOf(world, rekey, ids);
    return reports.length > 0 && reports.every(({ state }) => ENDED.has(state));
  });
  return reports;
}

describe('rekey backfill', () => {
  it('finds a leak in every kind of commit, with its first commit, path and line', async () => {
    attach('app');
    const dataDir = newFolder();
    const run = await backfill('octo/app', dataDir);
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('octo/app: scanning')]);
    expect(run.stdout).toMatch(/^octo\/app: done, \d{4} files, 10 places with a credential\n$/);
    const { exposures, incidents } = await exposuresIn(world, dataDir);
    expect(exposures).toEqual(history.expected);
    expect(incidents).toBe(history.expected.length);
    expect(await world.github.listIssues({ owner: 'octo', repo: 'app' })).toHaveLength(incidents);
    expect(left(dataDir)).toEqual([]);
  });

  it('has a running server do it, which answers meanwhile', async () => {
    attach('served');
    const dataDir = newFolder();
    // From before the App: an issue, and a comment on it.
    const base = '/repos/octo/served/issues';
    await world.github.call('POST', base, { title: 'My .mcp.json does not work', body: leakingConfig() });
    await world.github.call('POST', `${base}/1/comments`, { body: leakingConfig() });
    const rekey = await world.startRekey({ dataDir });
    const run = backfill('octo/served', dataDir, { PORT: new URL(rekey.url).port });
    const over = new AbortController();
    const watching = slowestAnswer(`${rekey.url}/healthz`, over.signal);
    const { code, stdout } = await run;
    over.abort();
    const slowest = await watching;
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^octo\/served: done, \d+ files, 10 places/)]);
    // The goal is far below; the machine that runs this may be busy.
    expect(slowest).toBeLessThan(1500);

    const issuesOf = async () => (await world.github.listIssues({ owner: 'octo', repo: 'served' })).length;
    await until(async () => (await issuesOf()) === 13);

    // Once more finds the same, and makes nothing twice.
    const ids = await askServer(world, rekey, 'octo', 'served');
    expect(await ended(rekey, ids)).toMatchObject([{ state: 'done', findings: 10 }]);
    await delay(1500);
    expect(await issuesOf()).toBe(13);

    const keys = deriveKeys(Buffer.from(world.key, 'base64'));
    const signedIn = await fetch(`${rekey.url}/sign-in?code=${issueLinkCode(keys)}`, { redirect: 'manual' });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(`${rekey.url}/histories`, { headers: { cookie } }).then((r) => r.text());
    expect(page).toMatch(/octo\/served[^]*\d{4}[^]*10/);
    expect((await fetch(`${rekey.url}/histories`)).status).toBe(403);
    const told = await trailEvents(world, rekey);
    expect([told.has('history_asked'), told.has('history_read'), told.has('signed_in')]).toEqual([
      true,
      true,
      true,
    ]);
    await rekey.stop();
  });

  it('is for those who have the key, and needs nobody after an installation', async () => {
    const dataDir = newFolder();
    const rekey = await world.startRekey({ dataDir });
    const ask = (authorization: string) =>
      fetch(`${rekey.url}/api/backfills`, {
        method: 'POST',
        headers: { authorization },
        body: JSON.stringify({ owner: 'nobody' }),
      });
    const [own, other] = [Buffer.from(world.key, 'base64'), Buffer.alloc(32)].map(deriveKeys);
    if (!own || !other) throw new Error('no keys');
    for (const code of ['', issueCommandCode(other), issueLinkCode(own)])
      expect((await ask(`Bearer ${code}`)).status).toBe(401);
    const answer = await ask(`Bearer ${issueCommandCode(own)}`);
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'NOT_INSTALLED' }),
    ]);

    // Nobody has to ask after an installation.
    const small = new HistoryBuilder();
    const first = small.commit('refs/heads/main', { '.mcp.json': leakingConfig() });
    small.commit('refs/heads/main', { '.mcp.json': null }, [first]);
    const hers = small.build();
    world.github.attachRepository('mona/hers', hers.folder);
    await world.github.announceInstallation('mona');
    const where = { owner: 'mona', repo: 'hers' };
    await until(async () => (await world.github.listIssues(where)).length === 1, 30_000);
    const [issue] = await world.github.listIssues(where);
    expect(issue?.body).toContain(hers.idOf(first).slice(0, 12));
    expect(issue?.body).toContain('no longer at the head of a branch');
    await rekey.stop();
    hers.remove();
  });

  it('goes on after SIGKILL at any moment, without loss and without doubles', async () => {
    attach('killed');
    const dataDir = newFolder();
    let rekey = await world.startRekey({ dataDir, backfillSliceSeconds: 1 });
    const fetching = world.github.gate(({ path }) => {
      const asked = world.github.gitRequests.filter(({ repository }) => repository === 'octo/killed');
      return path === '/octo/killed.git/git-upload-pack' && asked.length >= 3;
    });
    const ids = await askServer(world, rekey, 'octo', 'killed');
    await fetching.arrived;
    // While git talks to GitHub with the token, nobody else sees it.
    const commands = argumentsBelow(rekey.pid);
    expect(commands.some((line) => line.includes('fetch --progress'))).toBe(true);
    expect(commands.filter((line) => TOKEN.test(line))).toEqual([]);
    expect(filesWith(join(dataDir, 'backfill'), TOKEN)).toEqual([]);
    await rekey.kill();
    fetching.release();

    let kills = 1;
    for (const waitMs of [0, 200]) {
      rekey = await world.startRekey({ dataDir, backfillSliceSeconds: 1 });
      await until(async () => {
        const [report] = await reportsOf(world, rekey, ids);
        return report && !['waiting', 'fetching'].includes(report.state);
      }, 30_000);
      await delay(waitMs);
      const [report] = await reportsOf(world, rekey, ids);
      await rekey.kill();
      kills += 1;
      // As on another machine: the same commits are fetched again, and it goes on where it was.
      if (waitMs === 0) rmSync(join(dataDir, 'backfill'), { recursive: true, force: true });
      if (report?.state === 'done') break;
    }
    expect(kills).toBeGreaterThan(2);
    rekey = await world.startRekey({ dataDir });
    expect(await ended(rekey, ids)).toMatchObject([{ state: 'done', findings: 10 }]);
    const output = rekey.output();
    await until(async () => (await world.github.listIssues({ owner: 'octo', repo: 'killed' })).length >= 10);
    await rekey.stop();
    const { exposures, incidents } = await exposuresIn(world, dataDir);
    expect(exposures).toEqual(history.expected);
    expect(incidents).toBe(history.expected.length);
    expect(await world.github.listIssues({ owner: 'octo', repo: 'killed' })).toHaveLength(10);
    expect(left(dataDir)).toEqual([]);
    expect(TOKEN.test(output)).toBe(false);
  });

  it('says what is empty, too large or gone, and reads the others of an account all the same', async () => {
    const empty = new HistoryBuilder().build();
    attach('empty', empty.folder);
    attach('large');
    world.github.attachRepository('octo/gone', undefined);
    const dataDir = newFolder();
    const run = await backfill('octo', dataDir, { BACKFILL_MAX_MB: '1' });
    empty.remove();
    expect(run.code).toBe(2);
    const lines = run.stdout.split('\n');
    expect(lines).toContain('octo/empty: done, 0 files, 0 places with a credential');
    expect(lines).toContainEqual(expect.stringMatching(/^octo\/large: too large.*Set that higher/));
    expect(lines).toContainEqual(expect.stringMatching(/^octo\/gone: gone.*does not exist any more/));
    expect(left(dataDir)).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});
