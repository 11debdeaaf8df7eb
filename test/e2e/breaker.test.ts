import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { askServer, environment, startCommand } from '../support/backfills.ts';
import { HistoryBuilder } from '../support/bare-history.ts';
import { generators, githubPat } from '../support/credentials.ts';
import { checkOf, mcpConfig, requestsSince } from '../support/story.ts';
import { until } from '../support/until.ts';

const PROJECT = { owner: 'octo', repo: 'project' } as const;
const SECURITY = { owner: 'octo', repo: 'security' } as const;
const PAUSED = 'Revocations are paused: a person must look';
const LIMIT = 20;
const LEAKED = 30;

let world: Surroundings;
let dataDir: string;
let rekey: RekeyProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-breaker-'));
  world = await startSurroundings({
    repositories: ['old', 'older', 'project', 'security', '.github'].map((name) => ({
      owner: 'octo',
      name,
      private: true,
    })),
  });
  rekey = await world.startRekey({ dataDir });
  await world.github.commitFiles({
    owner: 'octo',
    repo: '.github',
    files: { '.github/rekey.yml': 'issues: { repository: octo/security }\n' },
  });
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A history whose every commit leaked another token that lives. */
function leakingHistory(name: string, count: number): readonly string[] {
  const history = new HistoryBuilder();
  const tokens = Array.from({ length: count }, () => githubPat());
  let parent: number | undefined;
  for (const [n, token] of tokens.entries()) {
    world.github.registerLeakedToken(token);
    const files = { [`${n}/.mcp.json`]: mcpConfig('https://mcp.example.com/mcp', token) };
    parent = history.commit('refs/heads/main', files, parent === undefined ? [] : [parent]);
  }
  world.github.attachRepository(`octo/${name}`, history.build().folder);
  return tokens;
}

/** A pull request from a fork that leaks so many tokens that live, none of which is on a branch of the repository. */
async function propose(stranger: { login: string; id: number }, count: number) {
  const tokens = Array.from({ length: count }, () => githubPat());
  for (const token of tokens) world.github.registerLeakedToken(token);
  const files = Object.fromEntries(
    tokens.map((token, n) => [
      `${stranger.login}/${n}/.mcp.json`,
      mcpConfig('https://mcp.example.com/mcp', token),
    ]),
  );
  const parent = (await world.github.tipOf({ ...PROJECT, ref: 'main' })) ?? '';
  const head = await world.github.createCommit({ ...PROJECT, parents: [parent], files });
  await world.github.openPullRequest({ ...PROJECT, head, headRef: 'fix', from: 'fork', stranger });
  return { tokens, head };
}

async function isDead(token: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' };
  return (await fetch(`${world.github.apiUrl}/user`, { headers })).status === 401;
}
const dead = async (tokens: readonly string[]) =>
  (await Promise.all(tokens.map(isDead))).filter(Boolean).length;
const numberOf = async (metric: string) => {
  const text = await fetch(`${rekey.url}/metrics`).then((answer) => answer.text());
  return Number(new RegExp(`^${metric.replace(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
};
const pauseIssues = async () =>
  (await world.github.listIssues(SECURITY)).filter(({ title }) => title === PAUSED);

/** The page of the operator's session. */
async function healthPage() {
  const keys = deriveKeys(Buffer.from(world.key, 'base64'));
  const signedIn = await fetch(`${rekey.url}/sign-in?code=${issueLinkCode(keys)}`, { redirect: 'manual' });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(`${rekey.url}/health`, { headers: { cookie } }).then((answer) => answer.text());
  return { cookie, page };
}

async function pauseWith(tokens: readonly string[], waiting: number): Promise<void> {
  await until(async () => (await numberOf('rekey_breaker_paused')) === waiting, 60_000);
  expect(await numberOf('rekey_incidents{state="found"}')).toBe(0);
  expect(await dead(tokens)).toBe(tokens.length - waiting);
}

describe('a history that holds many live credentials', () => {
  it('loses as many as policy allows, and one person is called', async () => {
    const tokens = leakingHistory('old', LEAKED);
    await askServer(world, rekey, 'octo', 'old');
    await pauseWith(tokens, LEAKED - LIMIT);
    await until(async () => (await pauseIssues()).length > 0);
    const [issue] = await pauseIssues();
    expect(issue?.state).toBe('open');
    expect(issue?.body).toContain(`${LIMIT} live credentials were ended within 10 minutes`);
    expect(issue?.body).toContain(`${LEAKED - LIMIT} more wait`);
    expect(issue?.body).toContain('rekey resume octo');
    expect(rekey.output()).toContain('revocations are paused');

    // Killed, it pauses on: nothing is let through by forgetting.
    await rekey.kill();
    rekey = await world.startRekey({ dataDir });
    await delay(3000);
    await pauseWith(tokens, LEAKED - LIMIT);

    const listed = await startCommand(['resume'], command()).ended;
    expect(listed.stdout).toMatch(/^octo {2}10 waiting since /);
    const nobody = await startCommand(['resume', 'mona'], command()).ended;
    expect([nobody.code, nobody.stdout]).toEqual([1, 'nothing of mona is paused\n']);

    // Killed while they go on: none is lost, and none is asked about twice.
    const gate = world.github.gate(({ method, path }) => method === 'POST' && path === '/credentials/revoke');
    const resumed = await startCommand(['resume', 'octo'], command()).ended;
    expect([resumed.code, resumed.stdout]).toEqual([0, '10 go on\n']);
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await world.startRekey({ dataDir });
    await until(async () => (await dead(tokens)) === LEAKED, 60_000);
    await until(async () => (await numberOf('rekey_incidents{state="revoked_verified"}')) === LEAKED, 60_000);
    expect(await numberOf('rekey_breaker_paused')).toBe(0);
    await until(async () => (await pauseIssues()).every(({ state }) => state === 'closed'), 30_000);
    expect(await pauseIssues()).toHaveLength(1);
    const sent = world.github.revocations.flatMap(({ sha256 }) => sha256);
    for (const token of tokens) expect(sent).toContain(createHash('sha256').update(token).digest('hex'));
  });

  it('goes on when the operator says so on the page, and not when another site does', async () => {
    const tokens = leakingHistory('older', LIMIT + 2);
    await askServer(world, rekey, 'octo', 'older');
    await pauseWith(tokens, 2);
    const { cookie, page } = await healthPage();
    expect(page).toMatch(/20 live credentials were ended within\s+10\s+minutes,\s+2 more wait/);
    const [, action = ''] = /action="(\/installations\/\d+\/resume)"/.exec(page) ?? [];
    const [, token = ''] = /name="token" value="([^"]+)"/.exec(page) ?? [];
    const send = (headers: Record<string, string>, body: Record<string, string>) =>
      fetch(`${rekey.url}${action}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: rekey.url, ...headers },
        body: new URLSearchParams(body),
      }).then(({ status }) => status);
    expect(await send({}, { token })).toBe(403);
    expect(await send({ cookie, origin: 'https://evil.example' }, { token })).toBe(403);
    expect(await send({ cookie }, { token: 'x' })).toBe(403);
    expect(await send({ cookie }, {})).toBe(400);
    expect(await send({ cookie }, { token, kind: 'all' })).toBe(400);
    expect(await numberOf('rekey_breaker_paused')).toBe(2);
    expect(page).toContain('name="kind" value="own"');
    expect(await send({ cookie }, { token, kind: 'outsiders' })).toBe(303);
    expect(await numberOf('rekey_breaker_paused')).toBe(2);
    expect(await send({ cookie }, { token, kind: 'own' })).toBe(303);
    await until(async () => (await dead(tokens)) === tokens.length, 60_000);
    expect((await healthPage()).page).not.toContain('paused');
    expect(JSON.stringify(await world.github.listIssues(SECURITY))).not.toContain(tokens[0]);
    expect(world.github.violations).toEqual([]);
  });
});

describe('somebody without any right in the organisation', () => {
  it('pauses nothing but what he brought himself, and not even that once it is merged', async () => {
    await world.github.commitFiles({ ...PROJECT, files: { 'README.md': 'project\n' } });
    const { tokens, head } = await propose({ login: 'stranger', id: 880_000_001 }, LIMIT + 2);
    await pauseWith(tokens, 2);
    const own = githubPat();
    world.github.registerLeakedToken(own);
    const files = { '.mcp.json': mcpConfig('https://mcp.example.com/mcp', own) };
    await world.github.commitFiles({ ...PROJECT, branch: 'work', files });
    await until(() => isDead(own), 30_000);
    const other = await propose({ login: 'other', id: 880_000_002 }, 1);
    await until(async () => (await dead(other.tokens)) === 1, 30_000);
    await pauseWith(tokens, 2);
    const listed = await startCommand(['resume'], command()).ended;
    expect(listed.stdout).toMatch(/^octo {2}2 waiting since \S+, brought by outsiders\n$/);
    const held = 'What outsiders brought is held back: a person must look';
    const issues = async () =>
      (await world.github.listIssues(SECURITY)).filter(({ title }) => title === held);
    await until(async () => (await issues()).length === 1, 30_000);
    expect(JSON.stringify(await issues())).not.toMatch(/stranger|88000000/);

    await world.github.push({ ...PROJECT, ref: 'merged', sha: head });
    await until(async () => (await dead(tokens)) === tokens.length, 30_000);
    expect(world.github.violations).toEqual([]);
  });

  it('keeps nobody waiting with what he made up, and calls nobody by an issue until it is merged', async () => {
    const since = world.github.requests.length;
    const numbers = new Set((await world.github.listIssues(SECURITY)).map(({ number }) => number));
    const made = Array.from({ length: 40 }, (_, n) => [
      `SLACK_TOKEN_${n}`,
      generators['slack-bot-token']?.(),
    ]);
    const server = { command: 'npx', args: ['x'], env: Object.fromEntries(made) };
    const files = { 'made-up/.mcp.json': JSON.stringify({ mcpServers: { server } }, null, 2) };
    const parent = (await world.github.tipOf({ ...PROJECT, ref: 'main' })) ?? '';
    const head = await world.github.createCommit({ ...PROJECT, parents: [parent], files });
    const stranger = { login: 'flood', id: 880_000_003 };
    await world.github.openPullRequest({ ...PROJECT, head, headRef: 'flood', from: 'fork', stranger });
    const own = githubPat();
    world.github.registerLeakedToken(own);
    const leak = { 'own/.mcp.json': mcpConfig('https://mcp.example.com/mcp', own) };
    const pushed = await world.github.commitFiles({ ...PROJECT, branch: 'work', files: leak });
    await until(() => isDead(own), 30_000);
    const issues = async () =>
      (await world.github.listIssues(SECURITY)).filter(({ number }) => !numbers.has(number));
    await until(async () => (await issues())[0]?.state === 'closed', 30_000);
    expect(await issues()).toHaveLength(1);
    expect((await checkOf(world, pushed, PROJECT)).conclusion).toBe('failure');
    expect((await checkOf(world, head, PROJECT)).output.summary).toContain(
      'What only people without the right to write brought has no issue unless it is seen to live.',
    );
    // One check run for forty credentials, and not one version of it for each of them.
    const writes = requestsSince(world, since).filter((line) => /^(?:POST|PATCH) .*check-runs/.test(line));
    expect(writes.length).toBeLessThan(10);

    await world.github.push({ ...PROJECT, ref: 'merged-flood', sha: head });
    await until(async () => (await issues()).length > 1, 30_000);
    expect(world.github.violations).toEqual([]);
  });
});

const command = () => environment(world, dataDir, { PORT: new URL(rekey.url).port });
