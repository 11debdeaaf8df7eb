import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestMatch } from '../../demo/world/github/interference.ts';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { githubPat } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

let world: Surroundings;
let dataDir: string;
let rekey: RekeyProcess;
let stories = 0;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-crash-'));
  world = await startSurroundings();
  rekey = await world.startRekey({ dataDir });
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function leak(): Promise<{ token: string; sha: string }> {
  stories += 1;
  const token = await world.issuer.issueToken();
  const sha = await world.github.commitFiles({
    ...APP,
    files: { [`${stories}/.mcp.json`]: mcpConfig(world.mcp.url, token) },
  });
  await world.github.waitForDelivery(
    ({ event, body, status }) => event === 'push' && status === 202 && body.includes(sha),
  );
  return { token, sha };
}

async function crash(): Promise<void> {
  await rekey.kill();
  rekey = await world.startRekey({ dataDir });
}

/** The check is made before the credential is proved dead when that takes a try more. */
const toldDead = (sha: string) =>
  until(async () => (await checkOf(world, sha)).output.title?.includes('already dead'));

/** After a restart nothing is lost and nothing is doubled. */
async function expectOneOfEach(token: string, sha: string, revocationsBefore: number): Promise<void> {
  await toldDead(sha);
  const check = await checkOf(world, sha);
  expect(check.conclusion).toBe('failure');
  expect(check.annotations).toHaveLength(1);
  await closedIssues(world, stories);
  // A job that runs twice would have shown itself.
  await settled(world, rekey);
  expect(await world.github.listCheckRuns({ ...APP, sha })).toHaveLength(1);
  expect(await world.github.listIssues(APP)).toHaveLength(stories);
  expect(world.issuer.revocations).toHaveLength(revocationsBefore + 1);
  await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
}

const isPost =
  (end: string): RequestMatch =>
  ({ method, path }) =>
    method === 'POST' && path.endsWith(end);
const isCommit: RequestMatch = ({ method, path }) => method === 'GET' && path.includes('/commits/');
const isIssueUpdate: RequestMatch = ({ method, path }) => method === 'PATCH' && path.includes('/issues/');

describe('SIGKILL', () => {
  it.each<[string, RequestMatch, 'before' | 'after']>([
    ['between 202 and the reading of the commit', isCommit, 'before'],
    ['when the commit is read and nothing detected yet', isCommit, 'after'],
    ['when it is dead and the check is about to be made', isPost('/check-runs'), 'before'],
    ['when the check is made and its answer not read', isPost('/check-runs'), 'after'],
    ['when the issue is about to be made', isPost('/issues'), 'before'],
    ['when the issue is made and its answer not read', isPost('/issues'), 'after'],
    ['when the issue is closed and its answer not read', isIssueUpdate, 'after'],
  ])('%s', async (_name, match, when) => {
    const revocations = world.issuer.revocations.length;
    const gate = world.github.gate(match, { when });
    const { token, sha } = await leak();
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    await expectOneOfEach(token, sha, revocations);
  });

  it('when the revocation is sent and its effect not proved', async () => {
    const revocations = world.issuer.revocations.length;
    const { token, sha } = await leak();
    await until(() => world.issuer.revocations.length > revocations);
    await crash();
    await expectOneOfEach(token, sha, revocations);
  });

  it.each<[string, RequestMatch, 'before' | 'after']>([
    ['when it is detected and recorded, and not yet revoked', ({ path }) => path === '/user', 'before'],
    ['when it is revoked and the answer not read', isPost('/credentials/revoke'), 'after'],
  ])('%s: a GitHub token', async (_name, match, when) => {
    stories += 1;
    const token = githubPat();
    world.github.registerLeakedToken(token);
    const revocations = world.github.revocations.length;
    const gate = world.github.gate(match, { when });
    const sha = await world.github.commitFiles({
      ...APP,
      files: { [`${stories}/.mcp.json`]: mcpConfig('https://mcp.example.com/mcp', token) },
    });
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    await toldDead(sha);
    await closedIssues(world, stories);
    await settled(world, rekey);
    expect(await world.github.listCheckRuns({ ...APP, sha })).toHaveLength(1);
    expect(await world.github.listIssues(APP)).toHaveLength(stories);
    expect(world.github.revocations).toHaveLength(revocations + 1);
  });

  it('of a clean push between its check and its answer', async () => {
    const gate = world.github.gate(isPost('/check-runs'), { when: 'after' });
    const sha = await world.github.commitFiles({ ...APP, files: { 'clean.ts': 'export {};\n' } });
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    await settled(world, rekey);
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'success' });
  });
});
