import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import {
  APP,
  checkOf,
  closedIssues,
  mcpConfig,
  policyCheckOf,
  requestsSince,
  trustIssuer,
} from '../support/story.ts';
import { settled } from '../support/settled.ts';
import { until } from '../support/until.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';

let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  place = await makeTestPlace();
  world = await startSurroundings({
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'security', private: true },
    ],
  });
  const { databaseUrl, dataDir } = place.config;
  rekey = await world.startRekey({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  await trustIssuer(world);
});
// What a case counts is its own.
beforeEach(() => settled(world, rekey));
afterAll(async () => {
  await rekey.stop();
  await world.close();
  await place.remove();
});

describe('a pushed MCP token', () => {
  it('is dead within seconds, and the right people know', async () => {
    const token = await world.issuer.issueToken();
    const other = await world.issuer.issueToken();
    const tools = await listTools(world.mcp.url, token);
    expect(tools.length).toBeGreaterThan(0);
    const config = mcpConfig(world.mcp.url, token);
    const sha = await world.github.commitFiles({ ...APP, files: { '.mcp.json': config } });

    const check = await checkOf(world, sha);
    const line = config.split('\n').findIndex((text) => text.includes(token));
    const column = (config.split('\n')[line] ?? '').indexOf(token);
    expect(check).toMatchObject({
      name: 'Rekey',
      conclusion: 'failure',
      output: { title: expect.stringContaining('already dead') },
    });
    expect(check.annotations).toEqual([
      expect.objectContaining({
        path: '.mcp.json',
        start_line: line + 1,
        end_line: line + 1,
        start_column: column + 1,
        end_column: column + token.length,
        annotation_level: 'failure',
      }),
    ]);
    // What Claude Code expands in `.mcp.json`.
    expect(check.output.summary).toContain('${');

    const [issue] = await closedIssues(world, 1);
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect(JSON.stringify([check, issue])).not.toContain(token);
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    expect(await listTools(world.mcp.url, other)).toEqual(tools);
    expect(world.issuer.revocations).toHaveLength(1);
    expect(world.github.violations).toEqual([]);
  });

  it('costs one check and no second issue when it is pushed again', async () => {
    const token = await world.issuer.issueToken();
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'a/.mcp.json': mcpConfig(world.mcp.url, token) } }),
    );
    const before = (await closedIssues(world, 2)).length;
    const revocations = world.issuer.revocations.length;
    const check = await checkOf(
      world,
      await world.github.commitFiles({
        ...APP,
        files: { 'b/.cursor/mcp.json': mcpConfig(world.mcp.url, token) },
      }),
    );
    expect(check.output.title).toContain('already dead');
    expect(await world.github.listIssues(APP)).toHaveLength(before);
    expect(world.issuer.revocations).toHaveLength(revocations);
  });

  it('a clean push costs two requests and gets a green check', async () => {
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'src/one.ts': 'export const one = 1;\n' } }),
    );
    await settled(world, rekey, 'later');
    const index = world.github.requests.length;
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'src/two.ts': 'export const two = 2;\n' },
    });
    const check = await checkOf(world, sha);
    expect(check).toMatchObject({ conclusion: 'success', output: { annotations_count: 0 } });
    await settled(world, rekey);
    expect(requestsSince(world, index)).toEqual([
      `GET /repos/octo/app/commits/${sha}`,
      'POST /repos/octo/app/check-runs',
    ]);
  });

  it('a delivery that comes again causes nothing', async () => {
    const sha = await world.github.commitFiles({ ...APP, files: { 'src/three.ts': 'export {};\n' } });
    await checkOf(world, sha);
    const delivery = await world.github.waitForDelivery(
      ({ event, body }) => event === 'push' && body.includes(sha),
    );
    const index = world.github.requests.length;
    expect((await world.github.redeliver(delivery.guid)).status).toBe(202);
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'src/four.ts': 'export {};\n' } }),
    );
    expect(requestsSince(world, index).filter((request) => request.includes(sha))).toEqual([]);
    expect(await world.github.listCheckRuns({ ...APP, sha })).toHaveLength(1);
  });

  it('of a server that nobody registered is not sent anywhere', async () => {
    const token = await world.issuer.issueToken();
    const elsewhere = world.mcp.url.replace('127.0.0.1', 'localhost');
    const check = await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'c/.mcp.json': mcpConfig(elsewhere, token) } }),
    );
    expect(check.conclusion).toBe('failure');
    expect(await listTools(world.mcp.url, token)).not.toHaveLength(0);
    const openIssue = async () => (await world.github.listIssues(APP)).find(({ state }) => state === 'open');
    await until(openIssue);
    expect((await openIssue())?.body).toContain('register the server and its issuer');
  });

  it('shows its errors on the push that breaks the policy, and the last good policy stays', async () => {
    const sha = await world.github.commitFiles({
      ...APP,
      files: { '.github/rekey.yml': `${world.policy}\nmoode: observe\n` },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'success', annotations: [] });
    const broken = await policyCheckOf(world, sha);
    expect(broken.conclusion).toBe('failure');
    expect(broken.annotations).toEqual([expect.objectContaining({ path: '.github/rekey.yml' })]);
    const token = await world.issuer.issueToken();
    const check = await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'd/.mcp.json': mcpConfig(world.mcp.url, token) } }),
    );
    expect(check.output.title).toContain('already dead');
  });

  it('goes to the repository of the leak when the one in the policy cannot be seen', async () => {
    const policy = `${world.policy}issues: { repository: octo/nowhere }\n`;
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } }));
    const before = (await world.github.listIssues(APP)).length;
    const token = await world.issuer.issueToken();
    const files = { 'f/.mcp.json': mcpConfig(world.mcp.url, token) };
    await checkOf(world, await world.github.commitFiles({ ...APP, files }));
    await until(async () => (await world.github.listIssues(APP)).length === before + 1);
    expect(rekey.output()).toContain('cannot be seen by the App');
  });

  it('goes to the repository that the policy names', async () => {
    const security = { owner: 'octo', repo: 'security' } as const;
    const policy = `${world.policy}issues: { repository: octo/security }\n`;
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } }));
    const before = (await world.github.listIssues(APP)).length;
    const token = await world.issuer.issueToken();
    const files = { 'g/.mcp.json': mcpConfig(world.mcp.url, token) };
    await checkOf(world, await world.github.commitFiles({ ...APP, files }));
    await closedIssues(world, 1, security);
    expect(await world.github.listIssues(APP)).toHaveLength(before);
  });

  it('in observe mode is reported and left alone', async () => {
    await checkOf(
      world,
      await world.github.commitFiles({
        ...APP,
        files: { '.github/rekey.yml': `mode: observe\n${world.policy}` },
      }),
    );
    const token = await world.issuer.issueToken();
    const check = await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'e/.mcp.json': mcpConfig(world.mcp.url, token) } }),
    );
    expect(check.conclusion).toBe('neutral');
    expect(await listTools(world.mcp.url, token)).not.toHaveLength(0);
  });
});
