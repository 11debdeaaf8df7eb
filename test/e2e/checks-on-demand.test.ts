import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CheckRunRecord } from '../../demo/world/github/github-world.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { IN_HALF_A_YEAR } from '../support/policy-checks.ts';
import { pullStory, type PullStory } from '../support/pull-requests.ts';
import { APP, checkOf, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

let world: Surroundings;
let rekey: RekeyProcess;
let story: PullStory;

beforeAll(async () => {
  world = await startSurroundings({
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'watched', private: true },
    ],
  });
  rekey = await world.startRekey();
  story = pullStory(world);
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

/** What "Re-run" on a check, or "Re-run all checks", does. */
const rerun = async (run: CheckRunRecord, what: 'run' | 'suite') => {
  const suite = run['check_suite'] as { id: number };
  const path = what === 'run' ? `check-runs/${run.id}` : `check-suites/${suite.id}`;
  await world.github.call('POST', `/repos/octo/app/${path}/rerequest`);
};

const ignoring = (path: string): string =>
  `ignore:\n  - { path: "${path}", reason: "ours", until: ${IN_HALF_A_YEAR} }\n`;

/** Replaces the policy of the default branch, and waits until it holds. */
async function setPolicy(more: string): Promise<void> {
  const files = { '.github/rekey.yml': world.policy + more };
  await checkOf(world, await world.github.commitFiles({ ...APP, files }));
}

describe('a merge queue', () => {
  it.each([true, false])('gets its green check (and a push of its branch: %p)', async (push) => {
    const head = await story.cleanOn(await story.cleanOn(await story.tip()));
    await story.settle();
    const index = world.github.requests.length;
    await world.github.queueMerge({ ...APP, number: 7, head, push });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    await story.settle();
    expect(story.since(index, head).filter((request) => request.includes('/commits/'))).toHaveLength(1);
  });

  it('gets a red one for a leak, once', async () => {
    const { sha } = await story.leakOn(await story.tip());
    await world.github.queueMerge({ ...APP, number: 8, head: sha });
    expect(await story.checkWith(sha, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });
});

describe('a merge queue where the policy only observes', () => {
  const WATCHED = { owner: 'octo', repo: 'watched' };

  it('gets a conclusion for what leaks and for what does not', async () => {
    const policy = `mode: observe\n${world.policy}`;
    const base = await world.github.commitFiles({ ...WATCHED, files: { '.github/rekey.yml': policy } });
    await checkOf(world, base, WATCHED);
    const config = mcpConfig(world.mcp.url, await world.issuer.issueToken());
    for (const [number, text, conclusion] of [
      [9, '{}\n', 'success'],
      [10, config, 'neutral'],
    ] as const) {
      const head = await world.github.createCommit({
        ...WATCHED,
        parents: [base],
        files: { '.mcp.json': text },
      });
      await world.github.queueMerge({ ...WATCHED, number, head });
      expect(await checkOf(world, head, WATCHED)).toMatchObject({ conclusion });
    }
  });
});

describe('a check that is asked for again', () => {
  it.each(['run', 'suite'] as const)('is completed again by the %s when nothing changed', async (what) => {
    const clean = await world.github.commitFiles({
      ...APP,
      branch: story.nextName(),
      files: { 'x.txt': story.nextName() },
    });
    const { sha: leak } = await story.leakOn(await story.tip());
    const last = await story.cleanOn(leak);
    await world.github.push({ ...APP, ref: story.nextName(), sha: last });
    for (const [sha, conclusion] of [
      [clean, 'success'],
      [last, 'failure'],
    ] as const) {
      const check = await story.checkWith(sha, conclusion === 'success' ? 'No MCP' : 'already dead');
      await story.settle();
      await rerun(check, what);
      await until(async () => (await world.github.listCheckRuns({ ...APP, sha }))[0]?.status === 'completed');
      expect(await checkOf(world, sha)).toMatchObject({ id: check.id, conclusion });
    }
  });

  it('of a fork is judged for its pull request, which GitHub does not name', async () => {
    const leak = await story.leakOn(await story.tip());
    await setPolicy(ignoring(leak.path));
    const head = await story.cleanOn(leak.sha);
    await story.open(head);
    const green = await checkOf(world, head);
    expect(green.conclusion).toBe('success');
    await setPolicy('');
    await rerun(green, 'suite');
    expect(await story.checkWith(head, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('is judged by the policy of today, and what is no longer said is no longer marked', async () => {
    const { sha, path } = await story.leakOn(await story.tip());
    await story.open(sha);
    const red = await story.checkWith(sha, 'already dead');
    await setPolicy(ignoring(path));
    await rerun(red, 'run');
    const newest = async () =>
      (await world.github.listCheckRuns({ ...APP, sha })).find(({ id }) => id !== red.id);
    await until(async () => (await newest())?.status === 'completed', 25_000);
    expect(await newest()).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(world.github.violations).toEqual([]);
  });
});
