import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators } from '../support/credentials.ts';
import { ignoring } from '../support/policy-checks.ts';
import { pullStory, type PullStory } from '../support/pull-requests.ts';
import { APP, checkOf, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { settled as idle } from '../support/settled.ts';
import { until } from '../support/until.ts';

let world: Surroundings;
let rekey: RekeyProcess;
let story: PullStory;

beforeAll(async () => {
  world = await startSurroundings();
  rekey = await world.startRekey();
  story = pullStory(world);
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

/** Rekey cannot revoke it, so it stays alive. */
const liveConfig = (): string =>
  mcpConfig('https://mcp.example.com', generators['slack-bot-token']?.() ?? '');

describe('a pull request of a fork', () => {
  it('that leaks ends as a dead credential, a red check on its head and one issue', async () => {
    const issues = (await world.github.listIssues(APP)).length;
    const { sha, path, token } = await story.leakOn(await story.tip());
    await story.open(sha);
    const check = await story.checkWith(sha, '1 MCP credential leaked, already dead');
    expect(check).toMatchObject({ name: 'Rekey', conclusion: 'failure' });
    expect(check.annotations).toEqual([expect.objectContaining({ path })]);
    await until(async () => (await world.github.listIssues(APP)).length === issues + 1);
    expect(JSON.stringify(check)).not.toContain(token);
  });

  it('is read commit by commit: what one adds and the next removes is dead, and then nothing fails', async () => {
    const revoked = world.issuer.revocations.length;
    const leak = await story.leakOn(await story.tip());
    const second = await story.mendOn(leak.sha, leak);
    await story.open(second);
    const check = await story.checkWith(second, '1 MCP credential came and went, already dead');
    expect(check).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(check.output.summary).toContain('### Gone');
    expect(world.issuer.revocations).toHaveLength(revoked + 1);
  });

  it('fails for what is removed but not dead', async () => {
    const path = `${story.nextName()}/.mcp.json`;
    const first = await story.commitOn(await story.tip(), { [path]: liveConfig() });
    const second = await story.commitOn(first, { [path]: null });
    await story.open(second);
    expect(await story.checkWith(second, 'not proved dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('of which the fork is deleted is judged all the same', async () => {
    const { sha } = await story.leakOn(await story.tip());
    await story.open(sha, 'deleted-fork');
    expect(await story.checkWith(sha, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('of which the head is gone ends in silence, and keeps nobody waiting', async () => {
    const head = randomBytes(20).toString('hex');
    await story.open(head);
    await story.settle();
    await until(() => rekey.output().includes('a commit is gone that was to be judged'));
    expect(world.github.requests.some(({ body }) => JSON.stringify(body ?? '').includes(head))).toBe(false);
    expect(rekey.output()).not.toContain('job failed');
  });

  it('cannot change the policy that judges it', async () => {
    const { sha: first } = await story.leakOn(await story.tip());
    const policy = `mode: observe\n${ignoring('**')}`;
    const second = await story.commitOn(first, { '.github/rekey.yml': policy });
    await story.open(second);
    expect(await story.checkWith(second, 'already dead')).toMatchObject({ conclusion: 'failure' });
  });

  it('that is clean costs three requests, and nothing when it is closed and opened again', async () => {
    const head = await story.cleanOn(await story.tip());
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    const number = await story.open(head);
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    expect(requestsSince(world, index)).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
    const before = world.github.requests.length;
    await world.github.changePullRequest({ ...APP, number, action: 'closed' });
    await world.github.changePullRequest({ ...APP, number, action: 'reopened' });
    await story.settle();
    expect(story.since(before, head)).toEqual([]);
  });

  it('gets each head its own check, in whatever order the events come', async () => {
    const { sha: stale, path } = await story.leakOn(await story.tip());
    const number = await story.open(await story.cleanOn(await story.tip()));
    // The force-push that replaces the leak is told first.
    const head = await story.cleanOn(await story.tip());
    const change = { ...APP, number, action: 'synchronize' } as const;
    const gate = world.github.gate(({ path: asked }) => asked.includes(`...${stale}`));
    await world.github.changePullRequest({ ...change, head });
    await world.github.changePullRequest({ ...change, head: stale });
    await gate.arrived;
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    gate.release();
    expect(await story.checkWith(stale, 'already dead')).toMatchObject({
      conclusion: 'failure',
      annotations: [expect.objectContaining({ path })],
    });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success', annotations: [] });
  });

  it('shares its check with another one of the same head: what either brings is said', async () => {
    const leak = await story.leakOn(await story.tip());
    const fixed = await story.mendOn(leak.sha, leak);
    const head = await story.commitOn(fixed, { [`${story.nextName()}.txt`]: 'x\n' });
    await world.github.push({ ...APP, ref: 'before-the-fix', sha: leak.sha });
    await story.checkWith(leak.sha, 'already dead');
    // From `main` on the value came and went; to the branch that still has it, nothing of it comes.
    await world.github.openPullRequest({ ...APP, head, headRef: 'x', from: 'fork', base: 'before-the-fix' });
    expect(await story.checkWith(head, 'No MCP credential found')).toMatchObject({ conclusion: 'success' });
    await story.open(head);
    expect(await story.checkWith(head, 'came and went')).toMatchObject({ conclusion: 'success' });
    expect(await world.github.listCheckRuns({ ...APP, sha: head })).toHaveLength(1);
  });

  it('whose base changes is judged for the new one as well, and a green never hides a red', async () => {
    const { sha: leak } = await story.leakOn(await story.tip());
    await world.github.push({ ...APP, ref: 'with-leak', sha: leak });
    await story.checkWith(leak, 'already dead');
    const head = await story.cleanOn(leak);
    const number = await world.github.openPullRequest({
      ...APP,
      head,
      headRef: 'stacked',
      from: 'fork',
      base: 'with-leak',
    });
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    await world.github.changePullRequest({ ...APP, number, action: 'edited', base: 'main' });
    await story.checkWith(head, '1 MCP credential leaked');
    await world.github.openPullRequest({ ...APP, head, headRef: 'stacked', from: 'fork', base: 'with-leak' });
    await story.settle();
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
  });
});

describe('a pull request of a branch', () => {
  it('costs one request on top of its pushes, and never loses what an earlier push leaked', async () => {
    const branch = story.nextName();
    const leak = await story.leakOn(await story.tip());
    await world.github.push({ ...APP, ref: branch, sha: leak.sha });
    await story.checkWith(leak.sha, 'already dead');
    const number = await story.open(leak.sha, 'branch', branch);
    await story.settle();

    const head = await story.cleanOn(leak.sha);
    const index = world.github.requests.length;
    await world.github.push({ ...APP, ref: branch, sha: head });
    // Red from the start, though this push brings nothing and nobody has told of the pull request yet.
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
    await world.github.changePullRequest({ ...APP, number, action: 'synchronize', head });
    await story.settle();
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'failure' });
    expect(story.since(index, head)).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
    ]);
    // Of the range only what leaked is read again.
    expect(story.since(index, leak.sha)).toEqual([`GET /repos/octo/app/commits/${leak.sha}`]);

    const fixed = await story.mendOn(head, leak);
    await world.github.push({ ...APP, ref: branch, sha: fixed });
    await world.github.changePullRequest({ ...APP, number, action: 'synchronize', head: fixed });
    expect(await story.checkWith(fixed, 'came and went')).toMatchObject({ conclusion: 'success' });
  });

  it.each(['push first', 'pull request first'])('that is clean, %s', async (order) => {
    const branch = story.nextName();
    const first = await story.cleanOn(await story.tip());
    await world.github.push({ ...APP, ref: branch, sha: first });
    const number = await story.open(first, 'branch', branch);
    await checkOf(world, first);
    const head = await story.cleanOn(first);
    const tell = [
      () => world.github.push({ ...APP, ref: branch, sha: head }),
      () => world.github.changePullRequest({ ...APP, number, action: 'synchronize', head }),
    ];
    await idle(world, rekey, 'later');
    const index = world.github.requests.length;
    for (const one of order === 'push first' ? tell : tell.toReversed()) await one();
    await world.github.waitForDelivery(
      ({ event, body }) => event === 'push' && body.includes(`"after":"${head}"`),
    );
    expect(await checkOf(world, head)).toMatchObject({ conclusion: 'success' });
    const requests = requestsSince(world, index);
    await story.settle();
    expect(requests).toEqual([
      `GET /repos/octo/app/compare/main...${head}`,
      `GET /repos/octo/app/commits/${head}`,
      'POST /repos/octo/app/check-runs',
    ]);
    expect(story.since(index, head)).toHaveLength(2);
  });
});
