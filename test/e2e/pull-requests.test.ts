import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckRunRecord } from '../../demo/world/github/github-world.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators } from '../support/credentials.ts';
import { APP, checkOf, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

let world: Surroundings;
let rekey: RekeyProcess;
let names = 0;

beforeAll(async () => {
  world = await startSurroundings();
  rekey = await world.startRekey();
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const tip = async (): Promise<string> => (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';
const nextName = (): string => `n${(names += 1)}`;
/** Cannot be revoked by Rekey, so it stays alive. */
const liveConfig = (): string =>
  mcpConfig('https://mcp.example.com', generators['slack-bot-token']?.() ?? '');

/** A commit on top of another that no ref points to: a fork's, as the base repository shows it. */
async function commitOn(parent: string, files: Record<string, string | null>): Promise<string> {
  return world.github.createCommit({ ...APP, parents: [parent], files });
}

/** A commit that brings a token of the world's issuer, and the token's file. */
async function leakOn(parent: string): Promise<{ sha: string; path: string; token: string }> {
  const token = await world.issuer.issueToken();
  const path = `${nextName()}/.mcp.json`;
  return { sha: await commitOn(parent, { [path]: mcpConfig(world.mcp.url, token) }), path, token };
}

const cleanOn = (parent: string): Promise<string> =>
  commitOn(parent, { [`${nextName()}.ts`]: `export const ${nextName()} = 1;\n` });

async function open(head: string, from: 'fork' | 'deleted-fork' | 'branch' = 'fork', headRef = 'topic') {
  return world.github.openPullRequest({ ...APP, head, headRef, from });
}

/** The check of a commit once it reads so; the lane may still be at work on another job of the same commit. */
async function checkWith(sha: string, title: string | RegExp): Promise<CheckRunRecord> {
  let check = await checkOf(world, sha);
  await until(async () => {
    check = await checkOf(world, sha);
    return new RegExp(title).test(check.output.title ?? '');
  }, 25_000);
  return check;
}

/** Waits until everything that was delivered so far is done: the lane is one after another. */
async function settle(): Promise<void> {
  const sha = await world.github.commitFiles({
    ...APP,
    branch: nextName(),
    files: { 'settled.txt': nextName() },
  });
  await checkOf(world, sha);
}

const since = (index: number, sha: string) =>
  requestsSince(world, index).filter((request) => request.includes(sha));

/** What "Re-run" on a check, or "Re-run all checks", does. */
const rerun = async (run: CheckRunRecord, what: 'run' | 'suite') => {
  const suite = run['check_suite'] as { id: number };
  const path = what === 'run' ? `check-runs/${run.id}` : `check-suites/${suite.id}`;
  await world.github.call('POST', `/repos/octo/app/${path}/rerequest`);
};

describe('a pull request of a fork', () => {
  it('that leaks ends as a dead credential, a red check on its head and one issue', async () => {
    const issues = (await world.github.listIssues(APP)).length;
    const { sha, path, token } = await leakOn(await tip());
    await open(sha);
    const check = await checkWith(sha, '1 MCP credential leaked, already dead');
    expect(check).toMatchObject({ name: 'Rekey', conclusion: 'failure' });
    expect(check.annotations).toEqual([expect.objectContaining({ path })]);
    await until(async () => (await world.github.listIssues(APP)).length === issues + 1);
    expect(JSON.stringify(check)).not.toContain(token);
  });

  it('is read commit by commit: what one adds and the next removes is dead, and then nothing fails', async () => {
    const revoked = world.issuer.revocations.length;
    const { sha: first, path } = await leakOn(await tip());
    const second = await commitOn(first, { [path]: mcpConfig(world.mcp.url, '${TOKEN}') });
    await open(second);
    const check = await checkWith(second, '1 MCP credential came and went, already dead');
    expect(check).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(check.output.summary).toContain('### Gone');
    expect(world.issuer.revocations).toHaveLength(revoked + 1);
  });

  it('fails for what is removed but not dead', async () => {
    const path = `${nextName()}/.mcp.json`;
    const first = await commitOn(await tip(), { [path]: liveConfig() });
    const second = await commitOn(first, { [path]: null });
    await open(second);
    expect(await checkWith(second, 'not dead yet')).toMatchObject({ conclusion: 'failure' });
  });

  it('of which the fork is deleted is judged all the same', async () => {
    const { sha } = await leakOn(await tip());
    await open(sha, 'deleted-fork');
    expect(await checkWith(sha, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('cannot change the policy that judges it', async () => {
    const { sha: first } = await leakOn(await tip());
    const policy = 'mode: observe\nignore:\n  - { path: "**", reason: "no", until: 2099-01-01 }\n';
    const second = await commitOn(first, { '.github/rekey.yml': policy });
    await open(second);
    expect(await checkWith(second, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('that is clean costs three requests, and nothing when it is closed and opened again', async () => {
    const head = await cleanOn(await tip());
    await settle();
    const index = world.github.requests.length;
    const number = await open(head);
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    expect(requestsSince(world, index)).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
    const before = world.github.requests.length;
    await world.github.changePullRequest({ ...APP, number, action: 'closed' });
    await world.github.changePullRequest({ ...APP, number, action: 'reopened' });
    await settle();
    expect(since(before, head)).toEqual([]);
  });

  it('gets each head its own check, in whatever order the events come', async () => {
    const { sha: stale, path } = await leakOn(await tip());
    const number = await open(await cleanOn(await tip()));
    // The force-push that replaces the leak is told first.
    const head = await cleanOn(await tip());
    const change = { ...APP, number, action: 'synchronize' } as const;
    const gate = world.github.gate(({ path: asked }) => asked.includes(`...${stale}`));
    await world.github.changePullRequest({ ...change, head });
    await world.github.changePullRequest({ ...change, head: stale });
    await gate.arrived;
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    gate.release();
    expect(await checkWith(stale, 'already dead')).toMatchObject({
      conclusion: 'failure',
      annotations: [expect.objectContaining({ path })],
    });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success', annotations: [] });
  });

  it('whose base changes is judged for the new one as well, and a green never hides a red', async () => {
    const { sha: leak } = await leakOn(await tip());
    await world.github.push({ ...APP, ref: 'with-leak', sha: leak });
    await checkWith(leak, 'already dead');
    const head = await cleanOn(leak);
    const number = await world.github.openPullRequest({
      ...APP,
      head,
      headRef: 'stacked',
      from: 'fork',
      base: 'with-leak',
    });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    await world.github.changePullRequest({ ...APP, number, action: 'edited', base: 'main' });
    await checkWith(head, '1 MCP credential leaked');
    await world.github.openPullRequest({ ...APP, head, headRef: 'stacked', from: 'fork', base: 'with-leak' });
    await settle();
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
  });
});

describe('a pull request of a branch', () => {
  it('costs one request on top of its pushes, and never loses what an earlier push leaked', async () => {
    const branch = nextName();
    const leak = await leakOn(await tip());
    await world.github.push({ ...APP, ref: branch, sha: leak.sha });
    await checkWith(leak.sha, 'already dead');
    const number = await open(leak.sha, 'branch', branch);
    await settle();

    const states: (string | null)[] = [];
    const head = await cleanOn(leak.sha);
    const index = world.github.requests.length;
    await world.github.push({ ...APP, ref: branch, sha: head });
    await world.github.changePullRequest({ ...APP, number, action: 'synchronize', head });
    await until(async () => {
      const [check] = await world.github.listCheckRuns({ ...APP, sha: head });
      if (check?.conclusion) states.push(check.conclusion);
      return states.length > 0;
    }, 25_000);
    await settle();
    expect(states).toEqual(['failure']);
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
    expect(since(index, head)).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
    ]);
    // Of the range only what leaked is read again.
    expect(since(index, leak.sha)).toEqual([`GET /repos/octo/app/commits/${leak.sha}`]);

    const fixed = await commitOn(head, { [leak.path]: mcpConfig(world.mcp.url, '${TOKEN}') });
    await world.github.push({ ...APP, ref: branch, sha: fixed });
    await world.github.changePullRequest({ ...APP, number, action: 'synchronize', head: fixed });
    expect(await checkWith(fixed, 'came and went')).toMatchObject({ conclusion: 'success' });
  });

  it.each(['push first', 'pull request first'])('that is clean, %s', async (order) => {
    const branch = nextName();
    const first = await cleanOn(await tip());
    await world.github.push({ ...APP, ref: branch, sha: first });
    const number = await open(first, 'branch', branch);
    await checkOf(world, first);
    const head = await cleanOn(first);
    const tell = [
      () => world.github.push({ ...APP, ref: branch, sha: head }),
      () => world.github.changePullRequest({ ...APP, number, action: 'synchronize', head }),
    ];
    await settle();
    const index = world.github.requests.length;
    for (const one of order === 'push first' ? tell : tell.toReversed()) await one();
    await world.github.waitForDelivery(
      ({ event, body }) => event === 'push' && body.includes(`"after":"${head}"`),
    );
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    const requests = requestsSince(world, index);
    await settle();
    expect(requests).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
    expect(since(index, head)).toHaveLength(2);
  });
});

describe('a merge queue', () => {
  it.each([true, false])('gets its green check (and a push of its branch: %p)', async (push) => {
    const head = await cleanOn(await cleanOn(await tip()));
    await settle();
    const index = world.github.requests.length;
    await world.github.queueMerge({ ...APP, number: 7, head, push });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    await settle();
    expect(since(index, head).filter((request) => request.includes('/commits/'))).toHaveLength(1);
  });

  it('gets a red one for a leak, once', async () => {
    const { sha } = await leakOn(await tip());
    await world.github.queueMerge({ ...APP, number: 8, head: sha });
    expect(await checkWith(sha, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });
});

describe('a check that is asked for again', () => {
  it.each(['run', 'suite'] as const)('is completed again by the %s when nothing changed', async (what) => {
    const clean = await world.github.commitFiles({
      ...APP,
      branch: nextName(),
      files: { 'x.txt': nextName() },
    });
    const { sha: leak } = await leakOn(await tip());
    const last = await cleanOn(leak);
    await world.github.push({ ...APP, ref: nextName(), sha: last });
    for (const [sha, conclusion] of [
      [clean, 'success'],
      [last, 'failure'],
    ] as const) {
      const check = await checkWith(sha, conclusion === 'success' ? 'No MCP' : 'already dead');
      await settle();
      await rerun(check, what);
      await until(async () => (await world.github.listCheckRuns({ ...APP, sha }))[0]?.status === 'completed');
      expect(await checkOf(world, sha)).toMatchObject({ id: check.id, conclusion });
    }
  });

  it('of a fork is judged for its pull request, which GitHub does not name', async () => {
    const { sha: first } = await leakOn(await tip());
    const head = await cleanOn(first);
    await open(head);
    const check = await checkWith(head, 'already dead');
    await settle();
    await rerun(check, 'suite');
    await until(
      async () => (await world.github.listCheckRuns({ ...APP, sha: head }))[0]?.status === 'completed',
    );
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
  });

  it('is judged by the policy of today, and what is no longer said is no longer marked', async () => {
    const { sha, path } = await leakOn(await tip());
    await open(sha);
    const red = await checkWith(sha, 'already dead');
    const ignore = `ignore:\n  - { path: "${path}", reason: "ours", until: 2099-01-01 }\n`;
    const policy = await world.github.commitFiles({
      ...APP,
      files: { '.github/rekey.yml': world.policy + ignore },
    });
    await checkOf(world, policy);
    await rerun(red, 'run');
    const newest = async () =>
      (await world.github.listCheckRuns({ ...APP, sha })).find(({ id }) => id !== red.id);
    await until(async () => (await newest())?.status === 'completed', 25_000);
    expect(await newest()).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(world.github.violations).toEqual([]);
  });
});
