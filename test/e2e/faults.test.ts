import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FaultOptions } from '../../demo/world/github/interference.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { settled } from '../support/settled.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

let world: Surroundings;
let rekey: RekeyProcess;
let stories = 0;

beforeAll(async () => {
  world = await startSurroundings();
  rekey = await world.startRekey();
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const matchers: Readonly<Record<string, FaultOptions['match']>> = {
  commit: ({ method, path }) => method === 'GET' && path.includes('/commits/'),
  'check run': ({ method, path }) => method === 'POST' && path.endsWith('/check-runs'),
  issue: ({ method, path }) => method === 'POST' && path.endsWith('/issues'),
  'closing of the issue': ({ method, path }) => method === 'PATCH' && path.includes('/issues/'),
};

async function expectStoryEndsRight(): Promise<void> {
  stories += 1;
  const revocations = world.issuer.revocations.length;
  const token = await world.issuer.issueToken();
  const sha = await world.github.commitFiles({
    ...APP,
    files: { [`${stories}/.mcp.json`]: mcpConfig(world.mcp.url, token) },
  });
  // A proof that takes a try more comes after the check.
  await until(async () => (await checkOf(world, sha)).output.title?.includes('already dead'));
  expect((await checkOf(world, sha)).conclusion).toBe('failure');
  await closedIssues(world, stories);
  await settled(world, rekey);
  expect(await world.github.listCheckRuns({ ...APP, sha })).toHaveLength(1);
  expect(await world.github.listIssues(APP)).toHaveLength(stories);
  expect(world.issuer.revocations).toHaveLength(revocations + 1);
  expect(world.github.violations).toEqual([]);
}

/** A request that wrote a check or an issue. */
const isTold = ({ method, path, status }: { method: string; path: string; status: number }) =>
  method === 'POST' && /check-runs|issues/.test(path) && status === 201;

describe('GitHub failing', () => {
  it.each<[string, string, Omit<FaultOptions, 'match'>]>([
    ['502', 'commit', { kind: 'status', status: 502, times: 2 }],
    ['a secondary limit', 'commit', { kind: 'secondary-limit', retryAfterSeconds: 1, times: 1 }],
    ['a broken connection', 'commit', { kind: 'reset', times: 1 }],
    ['silence', 'commit', { kind: 'timeout', times: 1 }],
    ['a slow answer', 'commit', { kind: 'slow', delayMs: 1500, times: 1 }],
    ['502', 'check run', { kind: 'status', status: 502, times: 1 }],
    ['a secondary limit', 'check run', { kind: 'secondary-limit', retryAfterSeconds: 1, times: 1 }],
    ['a lost answer', 'check run', { kind: 'lost-answer', times: 1 }],
    ['a 502 although it was done', 'check run', { kind: 'lost-answer', status: 502, times: 1 }],
    ['503', 'issue', { kind: 'status', status: 503, times: 1 }],
    ['a lost answer', 'issue', { kind: 'lost-answer', times: 1 }],
    ['a secondary limit', 'issue', { kind: 'secondary-limit', retryAfterSeconds: 1, times: 1 }],
    ['a lost answer', 'closing of the issue', { kind: 'lost-answer', times: 1 }],
  ])('by %s at the %s: nothing lost, nothing doubled', async (_name, at, fault) => {
    const match = matchers[at];
    if (!match) throw new Error(`no such request: ${at}`);
    world.github.fault({ match, ...fault });
    await expectStoryEndsRight();
  });

  it('revokes while GitHub cannot be told', async () => {
    world.github.fault({
      match: (request) => request.method === 'POST' && /check-runs|issues/.test(request.path),
      kind: 'secondary-limit',
      retryAfterSeconds: 2,
      times: 1,
    });
    const revocations = world.issuer.revocations.length;
    const index = world.github.requests.length;
    const story = expectStoryEndsRight();
    await until(() => world.issuer.revocations.length > revocations);
    expect(world.github.requests.slice(index).filter(isTold)).toEqual([]);
    await story;
  });
});
