import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { bearer, tokenFrom } from '../support/api.ts';
import { APP, checkOf, mcpConfig, requestsSince, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

const OTHER = { owner: 'octo', repo: 'other' };
const INTERVAL_SECONDS = 2;
let world: Surroundings;
let rekey: RekeyProcess;
const dataDir = mkdtempSync(join(tmpdir(), 'rekey-reconcile-'));
let leaks = 0;

const start = () => world.startRekey({ dataDir, reconcileSeconds: INTERVAL_SECONDS });

beforeAll(async () => {
  world = await startSurroundings({
    repositories: [APP, OTHER].map(({ owner, repo }) => ({ owner, name: repo, private: true })),
  });
  rekey = await start();
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Pushes a leak; resolves to its commit and its token. */
async function leak(branch = 'main', where: { owner: string; repo: string } = APP) {
  leaks += 1;
  const token = await world.issuer.issueToken();
  const sha = await world.github.commitFiles({
    ...where,
    branch,
    files: { [`${leaks}/.mcp.json`]: mcpConfig(world.mcp.url, token) },
  });
  return { token, sha };
}

const expectFound = async (sha: string, where: { owner: string; repo: string } = APP) =>
  expect(await checkOf(world, sha, where)).toMatchObject({ conclusion: 'failure' });

const redeliveries = () =>
  world.github.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/attempts'));

const isRound = ({ path }: { path: string }) => path === '/installation/repositories';

/** Waits until so many rounds of the reconcile have ended from now on. */
async function rounds(count: number): Promise<void> {
  const before = world.github.requests.filter(isRound).length;
  await until(() => world.github.requests.filter(isRound).length >= before + count, 20_000);
}

describe('nothing is missed', () => {
  it('when the server was down: what GitHub could not deliver is delivered again', async () => {
    await rekey.kill();
    const missed = [await leak(), await leak('topic'), await leak('main', OTHER)];
    await until(() => world.github.deliveries.filter(({ status }) => status === 0).length >= 3);
    const revocations = world.issuer.revocations.length;
    rekey = await start();
    await expectFound(missed[0]?.sha ?? '');
    await expectFound(missed[1]?.sha ?? '');
    await expectFound(missed[2]?.sha ?? '', OTHER);
    // The other repository trusts no issuer.
    await until(() => world.issuer.revocations.length === revocations + 2);
    const asked = redeliveries().length;
    expect(asked).toBeGreaterThan(0);
    // What came is not asked for again.
    await rounds(2);
    expect(redeliveries()).toHaveLength(asked);
  });

  it('when a delivery was answered with an error', async () => {
    const target = `${rekey.url}/api/github/webhooks`;
    world.github.setWebhookTarget(`${rekey.url}/no-such-page`);
    const { sha } = await leak('refused');
    await world.github.waitForDelivery(({ body, status }) => body.includes(sha) && status >= 400);
    world.github.setWebhookTarget(target);
    await expectFound(sha);
    await until(() =>
      world.github.deliveries.some(({ body, redelivery }) => redelivery && body.includes(sha)),
    );
  });

  it('when a push never had a webhook: an old branch, a new one, and one that was rewritten', async () => {
    const root = (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, branch: 'rewritten', files: { 'a.txt': 'a\n' } }),
    );
    // The first look at a repository only notes its branches.
    await rounds(2);
    world.github.loseWebhooks((event) => event === 'push');
    const old = await leak();
    const fresh = await leak('fresh');
    leaks += 1;
    const rewritten = await world.github.commitFiles({
      ...APP,
      branch: 'rewritten',
      force: true,
      parents: [root],
      files: { [`${leaks}/.mcp.json`]: mcpConfig(world.mcp.url, await world.issuer.issueToken()) },
    });
    world.github.loseWebhooks(undefined);
    expect(world.github.deliveries.some(({ body }) => body.includes(old.sha))).toBe(false);
    await expectFound(old.sha);
    await expectFound(fresh.sha);
    await expectFound(rewritten);
    // Found once, not in each round again.
    const index = world.github.requests.length;
    await rounds(2);
    expect(requestsSince(world, index).filter((request) => request.includes('/commits/'))).toEqual([]);
  });

  it('and costs a request that GitHub does not count when nothing happened', async () => {
    await rounds(2);
    const index = world.github.requests.length;
    await rounds(1);
    await delay(300);
    const asked = world.github.requests.slice(index).filter(({ caller }) => caller === 'installation');
    expect(asked.map(({ path, status }) => [path, status])).toEqual([['/installation/repositories', 304]]);
  });

  it('does not ask for ever for what is always refused', async () => {
    const before = redeliveries().length;
    world.github.setWebhookTarget(`${rekey.url}/no-such-page`);
    const { guid } = await world.github.sendWebhook('ping', { zen: 'x' });
    await until(() => redeliveries().length > before);
    await rounds(3);
    // The second try waits for a minute.
    expect(redeliveries()).toHaveLength(before + 1);
    world.github.setWebhookTarget(`${rekey.url}/api/github/webhooks`);
    expect(world.github.deliveries.filter((one) => one.guid === guid)).toHaveLength(2);
    expect(world.github.violations).toEqual([]);
  });
});

describe('an API token of this Rekey that leaks', () => {
  it('is ended by Rekey itself, of an account that a round has told it of', async () => {
    const token = await tokenFrom(world, rekey, APP.owner);
    const read = () => fetch(`${rekey.url}/api/v1/overview`, { headers: bearer(token) });
    expect((await read()).status).toBe(200);
    const server = { command: 'npx', args: ['report-mcp@1.0.0'], env: { REKEY_TOKEN: token } };
    const files = { 'report/.mcp.json': JSON.stringify({ mcpServers: { report: server } }) };
    const check = await checkOf(world, await world.github.commitFiles({ ...APP, files }));
    expect(check.output.title).toContain('already dead');
    expect((await read()).status).toBe(401);
  });
});
