import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { APP, checkOf, mcpConfig, trustIssuer, WITH_ORGANISATION, liftBreaker } from '../support/story.ts';
import { until } from '../support/until.ts';

/** So many requests that write content a minute; half of them may come at once. */
const CONTENT_PER_MINUTE = 120;
const BURST = CONTENT_PER_MINUTE / 2;
const PER_SECOND = (CONTENT_PER_MINUTE - BURST) / 60;
const ISSUES_AT_ONCE = 7;
const PUSHES = 40;
let world: Surroundings;
let rekey: RekeyProcess;
let leaks = 0;

beforeAll(async () => {
  world = await startSurroundings({ repositories: WITH_ORGANISATION });
  rekey = await world.startRekey({ contentPerMinute: CONTENT_PER_MINUTE });
  await liftBreaker(world);
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

async function leak(): Promise<string> {
  leaks += 1;
  const token = await world.issuer.issueToken();
  return world.github.commitFiles({
    ...APP,
    branch: `leak-${leaks}`,
    files: { '.mcp.json': mcpConfig(world.mcp.url, token) },
  });
}

const writes = () =>
  world.github.requests.filter(
    ({ method, path }) => ['POST', 'PATCH', 'PUT'].includes(method) && path.startsWith('/repos/'),
  );

const issues = () => writes().filter(({ path, method }) => method === 'POST' && path.endsWith('/issues'));

/** The most of them that came within so many seconds, wherever these begin. */
function mostWithin(seconds: number, all = writes()): number {
  const times = all.map(({ at }) => at.getTime());
  return Math.max(
    0,
    ...times.map((start) => times.filter((time) => time >= start && time < start + seconds * 1000).length),
  );
}

const deadLetters = async (): Promise<number> => {
  const metrics = await (await fetch(`${rekey.url}/metrics`)).text();
  return Number(/^rekey_dead_letters (\d+)$/m.exec(metrics)?.[1]);
};

describe('the limits of GitHub', () => {
  it('are kept by a burst of leaks, and no revocation waits for them', async () => {
    const start = Date.now();
    for (let n = 0; n < PUSHES; n += 1) await leak();
    await until(() => world.issuer.revocations.length >= PUSHES);
    const toldWhenDead = issues().length;
    await until(() => writes().length >= BURST / 2);
    await delay(8000);
    const elapsed = (Date.now() - start) / 1000;
    // All are dead long before all could be told: that takes four minutes.
    expect(world.issuer.revocations).toHaveLength(PUSHES);
    expect(toldWhenDead).toBeLessThan(PUSHES);
    expect(writes().length).toBeLessThan(PUSHES * 3);
    expect(mostWithin(60)).toBeLessThanOrEqual(CONTENT_PER_MINUTE);
    expect(mostWithin(10)).toBeLessThanOrEqual(BURST + 10 * PER_SECOND + 2);
    // Issues do not take the place of check runs.
    const checks = writes().filter(({ path, method }) => method === 'POST' && path.endsWith('/check-runs'));
    expect(issues().length).toBeLessThanOrEqual(ISSUES_AT_ONCE + Math.ceil((elapsed * 8) / 60) + 1);
    expect(checks.length).toBeGreaterThan(issues().length);
    // What was never sent is not looked for.
    const looked = world.github.requests.filter(
      ({ method, path }) => method === 'GET' && /\/(?:issues|check-runs)$/.test(path),
    );
    expect(looked).toEqual([]);
    expect(await deadLetters()).toBe(0);
  });

  it('hold for both lanes of an installation when GitHub asks to wait', async () => {
    const WAIT_SECONDS = 4;
    world.github.fault({
      match: ({ method, path }) => method === 'GET' && path.includes('/commits/'),
      kind: 'secondary-limit',
      retryAfterSeconds: WAIT_SECONDS,
      times: 1,
    });
    const sha = await leak();
    const refused = () => world.github.requests.find(({ status }) => status === 403);
    await until(refused);
    const from = refused()?.at.getTime() ?? 0;
    // A job of the other lane.
    await world.github.acceptPermissions('octo');
    await until(() => world.github.requests.some(({ path }) => path.endsWith('/actions/variables')));
    await until(() => world.github.requests.some(({ path, status }) => path.includes(sha) && status === 200));
    // What the burst before was about to tell may be on its way still.
    const isOfBoth = ({ path }: { path: string }) =>
      path.includes(sha) || path.endsWith('/actions/variables');
    const next = world.github.requests.find((request) => isOfBoth(request) && request.at.getTime() > from);
    expect(next?.at.getTime()).toBeGreaterThanOrEqual(from + WAIT_SECONDS * 1000 - 200);
  });

  it('leave the last requests of an hour to pushes', async () => {
    world.github.setRemaining('octo', 300, 600);
    const sha = await world.github.commitFiles({ ...APP, branch: 'low', files: { 'a.txt': 'a\n' } });
    await until(() => world.github.requests.some(({ path, status }) => path.includes(sha) && status === 200));
    const index = world.github.requests.length;
    await world.github.acceptPermissions('octo');
    await delay(1500);
    expect(world.github.requests.slice(index).filter(({ path }) => path.includes('variables'))).toEqual([]);
    const next = await world.github.commitFiles({ ...APP, branch: 'low', files: { 'a.txt': 'b\n' } });
    await until(() =>
      world.github.requests.some(({ path, status }) => path.includes(next) && status === 200),
    );
    expect(await deadLetters()).toBe(0);
  });

  it('are not tried when nothing is left', async () => {
    world.github.setRemaining('octo', 1, 6);
    const first = await world.github.commitFiles({ ...APP, branch: 'none', files: { 'a.txt': 'a\n' } });
    await delay(2000);
    await world.github.commitFiles({ ...APP, branch: 'none', files: { 'a.txt': 'b\n' } });
    await delay(1500);
    expect(
      world.github.requests.filter(({ status, at }) => status === 403 && at.getTime() > Date.now() - 3500),
    ).toEqual([]);
    expect(await checkOf(world, first)).toMatchObject({ conclusion: 'success' });
    expect(world.github.violations).toEqual([]);
  });
});
