import { afterEach, describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from '../../../src/base/secret.ts';
import type { Outcome, RevokeOptions } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { randomToken } from './random-token.ts';
import { bearerOf } from './scripted-mcp.ts';
import { sendJson, startScriptedServer, type Received, type ScriptedServer } from './scripted-server.ts';

const TRUST = { issuers: [], servers: [] };
const BASE = '/api/v3';
const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface GitHub {
  readonly live: Set<string>;
  readonly server: ScriptedServer;
}

/** GitHub's part of the revocation: tokens that live, the bulk call, and an installation token's own. */
async function startGitHub(
  options: {
    readonly delayMs?: number;
    readonly refuse?: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
  } = {},
): Promise<GitHub> {
  const live = new Set<string>();
  const { delayMs = 0, refuse } = options;
  const server = await startScriptedServer((request, response) => {
    const token = bearerOf(request) ?? '';
    const route = `${request.method} ${request.path.slice(BASE.length)}`;
    const kill = (values: readonly string[]) => values.forEach((value) => live.delete(value));
    if (route === 'POST /credentials/revoke') {
      if (refuse) return sendJson(response, refuse.status, { message: request.body }, refuse.headers);
      if (token) return sendJson(response, 403, { message: 'authenticated' });
      const { credentials } = JSON.parse(request.body) as { credentials: string[] };
      if (delayMs === 0) kill(credentials);
      else if (delayMs < Infinity) setTimeout(() => kill(credentials), delayMs);
      return sendJson(response, 202, {});
    }
    if (!live.has(token)) return sendJson(response, 401, { message: 'Bad credentials' });
    if (route === 'GET /user' && !token.startsWith('ghs'))
      return sendJson(response, 200, { login: 'octocat' });
    if (route === 'GET /installation/repositories?per_page=1')
      return sendJson(response, 200, { total_count: 0 });
    if (route !== 'DELETE /installation/token') return sendJson(response, 404, {});
    live.delete(token);
    return response.writeHead(204).end();
  });
  servers.push(server);
  return { live, server };
}

/** A value with the format's prefix; what follows is random, so no file holds one. */
function makeToken(prefix: string): string {
  return `${prefix}_${randomToken()
    .replaceAll(/[^A-Za-z0-9]/g, '0')
    .slice(0, 36)}`;
}

async function revoke(
  github: GitHub,
  type: string,
  value: string,
  options: RevokeOptions = {},
): Promise<Outcome> {
  const broker = makeBroker({ githubApiUrl: `${github.server.origin}${BASE}` });
  const outcome = await broker.revoke(
    { secret: new Secret(value), provider: 'github', type },
    TRUST,
    options,
  );
  expect(inspect(outcome, { depth: 20 }) + JSON.stringify(outcome)).not.toContain(value);
  return outcome;
}

const bulkCalls = ({ server }: GitHub): readonly Received[] =>
  server.requests.filter(({ path }) => path.endsWith('/credentials/revoke'));

const BULK_TYPES = [
  ['github-pat-classic', 'ghp'],
  ['github-pat-fine-grained', 'github_pat'],
  ['github-oauth', 'gho'],
  ['github-user-to-server', 'ghu'],
] as const;

describe('tokens that GitHub revokes in bulk', () => {
  it.each(BULK_TYPES)('%s dies, and only it', async (type, prefix) => {
    const github = await startGitHub();
    const [leaked, other, third] = [makeToken(prefix), makeToken(prefix), makeToken(prefix)];
    for (const token of [other, leaked, third]) github.live.add(token);

    const outcome = await revoke(github, type, leaked);

    expect(outcome).toMatchObject({ state: 'revoked_verified', adapter: 'github' });
    expect(eventsOf(outcome)).toEqual([
      'probe_live 200',
      'revocation_sent',
      'revocation_accepted 202',
      'probe_dead 401',
    ]);
    expect([...github.live]).toEqual([other, third]);
  });

  it('are sent without authorization, as JSON', async () => {
    const github = await startGitHub();
    const leaked = makeToken('ghp');
    github.live.add(leaked);
    await revoke(github, 'github-pat-classic', leaked);
    expect(bulkCalls(github).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { credentials: [leaked] },
    ]);
    expect(bulkCalls(github)[0]?.headers).not.toHaveProperty('authorization');
    expect(github.server.requests.map(({ path }) => path).join()).not.toContain(leaked);
  });

  it('are not revoked a second time', async () => {
    const github = await startGitHub();
    const leaked = makeToken('ghp');
    github.live.add(leaked);
    const states: string[] = [];
    for (const attemptedBefore of [false, true, false]) {
      states.push((await revoke(github, 'github-pat-classic', leaked, { attemptedBefore })).state);
    }
    expect(states).toEqual(['revoked_verified', 'revoked_verified', 'already_inactive']);
    expect(bulkCalls(github)).toHaveLength(1);
  });

  it('may die a little later than GitHub says 202', async () => {
    const github = await startGitHub({ delayMs: 100 });
    const leaked = makeToken('ghp');
    github.live.add(leaked);
    const outcome = await revoke(github, 'github-pat-classic', leaked);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome).filter((event) => event === 'probe_live 200').length).toBeGreaterThan(1);
  });

  it('that do not die in time are tried again', async () => {
    const github = await startGitHub({ delayMs: Infinity });
    const leaked = makeToken('ghp');
    github.live.add(leaked);
    expect(await revoke(github, 'github-pat-classic', leaked)).toMatchObject({
      state: 'accepted_unverified',
      retryable: true,
      rotateUrl: 'https://github.com/settings/tokens',
    });
  });

  it.each(['github-refresh', 'github-refresh-token'])('%s cannot be proved dead', async (type) => {
    const github = await startGitHub();
    const leaked = makeToken('ghr');
    github.live.add(leaked);
    const outcome = await revoke(github, type, leaked);
    expect(outcome).toMatchObject({ state: 'accepted_unverified', retryable: false });
    expect(eventsOf(outcome)).toEqual(['revocation_sent', 'revocation_accepted 202']);
    expect(github.live.size).toBe(0);
  });
});

describe('installation tokens', () => {
  it.each(['github-server-to-server', 'github-server-to-server-jwt'])('%s revokes itself', async (type) => {
    const github = await startGitHub();
    const [leaked, other] = [makeToken('ghs'), makeToken('ghs')];
    for (const token of [other, leaked]) github.live.add(token);
    const outcome = await revoke(github, type, leaked);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toContain('revocation_accepted 204');
    expect([...github.live]).toEqual([other]);
    expect(bulkCalls(github)).toEqual([]);
  });
});

describe('GitHub that does not accept', () => {
  const reset = Math.floor(Date.now() / 1000) + 120;
  it.each([
    [403, {}, 60_000],
    [429, { 'retry-after': '30' }, 30_000],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }, 120_000],
    [503, {}, undefined],
    [500, {}, undefined],
  ])('%i with %j is tried again', async (status, headers, wait) => {
    const github = await startGitHub({ refuse: { status, headers } });
    const leaked = makeToken('ghp');
    github.live.add(leaked);
    const outcome = await revoke(github, 'github-pat-classic', leaked);
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
    // The reset is a point in time, so it comes out a little shorter.
    const { retryAfterMs } = outcome;
    expect(retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 10_000) * 10_000).toBe(wait);
    expect(github.live.has(leaked)).toBe(true);
  });

  it.each([404, 422])('%i needs a person', async (status) => {
    const github = await startGitHub({ refuse: { status } });
    const leaked = makeToken('gho');
    github.live.add(leaked);
    expect(await revoke(github, 'github-oauth', leaked)).toMatchObject({
      state: 'manual_required',
      rotateUrl: 'https://github.com/settings/applications',
    });
  });

  it('that is not there is tried again', async () => {
    const github = await startGitHub();
    await github.server.close();
    const outcome = await revoke(github, 'github-pat-classic', makeToken('ghp'));
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
    expect(eventsOf(outcome)).toEqual(['probe_failed', 'revocation_sent', 'revocation_refused']);
  });
});

describe('other GitHub credentials', () => {
  it.each(['github-app-private-key', '__proto__', 'constructor'])('%s are for a person', async (type) => {
    const github = await startGitHub();
    const outcome = await revoke(github, type, makeToken('xxx'));
    expect(outcome).toMatchObject({ state: 'manual_required', adapter: 'manual' });
    expect(github.server.requests).toEqual([]);
  });
});
