import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestMatch } from '../../demo/world/github/interference.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { fixStory, type FixStory } from '../support/fixes.ts';
import { checkOf } from '../support/story.ts';

const CRASH = { owner: 'octo', repo: 'crash' } as const;

let world: Surroundings;
let rekey: RekeyProcess;
let story: FixStory;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-fix-'));
  world = await startSurroundings({
    repositories: [{ owner: 'octo', name: 'crash', private: true }],
    permissions: {
      metadata: 'read',
      contents: 'write',
      checks: 'write',
      issues: 'write',
      pull_requests: 'write',
    },
  });
  rekey = await world.startRekey({ dataDir });
  story = fixStory(world);
  const files = { '.github/rekey.yml': `${world.policy}fix: pull_request\n` };
  await checkOf(world, await world.github.commitFiles({ ...CRASH, files }), CRASH);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const is =
  (wanted: string, end: string): RequestMatch =>
  ({ method, path }) =>
    method === wanted && path.includes(`/octo/crash${end}`);

describe('SIGKILL', () => {
  it.each<[string, readonly RequestMatch[]]>([
    ['when branch and pull request are made', [is('POST', '/git/refs'), is('POST', '/pulls')]],
    ['when they are brought up to date', [is('POST', '/git/commits'), is('PATCH', '/git/refs')]],
  ])('%s and each answer is lost: one pull request in the end', async (name, matches) => {
    const path = `${name.replaceAll(' ', '-')}/.mcp.json`;
    const gates = matches.map((match) => world.github.gate(match, { when: 'after' }));
    await story.leak(CRASH, path);
    for (const gate of gates) {
      await gate.arrived;
      await rekey.kill();
      gate.release();
      rekey = await world.startRekey({ dataDir });
    }
    await story.pull(CRASH, ({ state, body }) => state === 'open' && body.includes(path));
    expect(await story.pulls(CRASH)).toHaveLength(1);
    expect(await story.file(CRASH, path, 'rekey/fix')).toContain('${BILLING_TOKEN');
  });

  it('when suggestions are written and the answer is lost: one review', async () => {
    await story.leak(CRASH, 'topic/.mcp.json', 'topic');
    const gate = world.github.gate(({ method, path }) => method === 'POST' && path.endsWith('/reviews'), {
      when: 'after',
    });
    const number = await story.openPull(CRASH, 'topic');
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    const sha = await world.github.commitFiles({ ...CRASH, files: { 'after.txt': 'clean\n' } });
    await checkOf(world, sha, CRASH);
    await delay(2500);
    expect(await story.lineComments(CRASH, number)).toHaveLength(1);
  });
});
