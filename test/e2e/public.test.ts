import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators, githubPat } from '../support/credentials.ts';
import { checkOf, closedIssues, requestsSince } from '../support/story.ts';
import { until } from '../support/until.ts';

const OPEN = { owner: 'octo', repo: 'open' } as const;
const slackBotToken = (): string => generators['slack-bot-token']?.() ?? '';
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings({ repositories: [{ owner: 'octo', name: 'open', private: false }] });
  rekey = await world.startRekey();
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const config = (value: string) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['server-x'], env: { TOKEN: value } } } }, null, 2)}\n`;
const writes = (index: number) =>
  requestsSince(world, index).filter((request) => /^(POST|PATCH) .*(check-runs|issues)/.test(request));

describe('a public repository', () => {
  it('is told nothing before the revocation has ended', async () => {
    const token = githubPat();
    world.github.registerLeakedToken(token);
    const gate = world.github.gate(({ path }) => path === '/credentials/revoke', { when: 'before' });
    const index = world.github.requests.length;
    const sha = await world.github.commitFiles({ ...OPEN, files: { '.mcp.json': config(token) } });
    await gate.arrived;
    await delay(700);
    expect(writes(index)).toEqual([]);
    gate.release();
    const check = await checkOf(world, sha, OPEN);
    expect(check.output.title).toContain('already dead');
    await closedIssues(world, 1, OPEN);
    expect(world.github.revocations).toHaveLength(1);
    const order = requestsSince(world, index);
    const proof = order.lastIndexOf('GET /user');
    expect(order.findIndex((request) => request.endsWith('/check-runs'))).toBeGreaterThan(proof);
    expect(world.github.violations).toEqual([]);
  });

  it('does not learn where a credential stands that not dead yets', async () => {
    const token = slackBotToken();
    const sha = await world.github.commitFiles({
      ...OPEN,
      files: { 'deep/secret-path/.mcp.json': config(token) },
    });
    const check = await checkOf(world, sha, OPEN);
    await until(async () => (await world.github.listIssues(OPEN)).length === 2);
    const issue = (await world.github.listIssues(OPEN)).find(({ state }) => state === 'open');
    expect(check.conclusion).toBe('failure');
    expect(check.annotations).toEqual([]);
    expect(JSON.stringify([check.output, issue?.title, issue?.body])).not.toMatch(/secret-path|slack|xoxb/i);
  });
});
