import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMcpServer, type McpServer } from '../../demo/world/mcp-server.ts';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { generators } from '../support/credentials.ts';
import { startFakeGitLab, type FakeGitLab } from '../support/fake-gitlab.ts';
import { startSdkWorld, type SdkWorld } from '../support/oauth/sdk-world.ts';
import { createRepositoryServer } from '../support/repository-server.ts';
import { APP, checkOf, mcpConfig } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { until } from '../support/until.ts';

const OPEN = { owner: 'octo', repo: 'open' } as const;
const HOSTILE = 'purge`@octo`\u{202e}\u{200b}[x](https://evil.example)<img>';
const repositories = createRepositoryServer(HOSTILE);
const tokens: string[] = [];
let written = '';

let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;
let mcp: McpServer;
let gitlab: FakeGitLab;
let sdk: SdkWorld;

beforeAll(async () => {
  place = await makeTestPlace();
  world = await startSurroundings({
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'open', private: false },
    ],
  });
  mcp = await startMcpServer(world.issuer, { mcp: repositories });
  gitlab = await startFakeGitLab(new Date(Date.now() - 2.5 * 3_600_000));
  sdk = await startSdkWorld();
  rekey = await startRekey();
});
afterAll(async () => {
  await rekey.stop();
  await Promise.all([mcp.close(), gitlab.close(), sdk.close(), world.close()]);
  await place.remove();
});

async function startRekey(): Promise<RekeyProcess> {
  const addresses = [sdk.mcpUrl, world.github.apiUrl, world.issuer.issuer, mcp.url, gitlab.origin];
  const { databaseUrl, dataDir } = place.config;
  return await world.startRekey({
    brokerProviders: 'github,gitlab',
    brokerOrigins: `gitlab=${gitlab.origin}`,
    egressAllow: addresses.map((url) => new URL(url).host).join(','),
    dataDir,
    ...(databaseUrl ? { databaseUrl } : {}),
  });
}

async function usePolicy(consent: string, more = ''): Promise<void> {
  const policy = [
    'issuers:',
    `  - { issuer: "${world.issuer.issuer}", client_id: "rekey" }`,
    'servers:',
    `  - { name: code, url: "${mcp.url}"${consent} }`,
    more,
  ].join('\n');
  await checkOf(world, await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } }));
}

type Where = { owner: string; repo: string };

/** Leaks something, waits until Rekey is done with it, and gives the issue. */
async function issueAfter(leak: () => Promise<unknown>, where: Where = APP, has = '') {
  const before = new Set((await world.github.listIssues(where)).map(({ number }) => number));
  await leak();
  const find = async () =>
    (await world.github.listIssues(where)).find(
      ({ number, body }) => !before.has(number) && (body ?? '').includes(has),
    );
  await until(find, 30_000);
  const issue = await find();
  if (!issue) throw new Error('the issue is gone');
  return { ...issue, body: issue.body ?? '' };
}

async function leakBearer(): Promise<string> {
  const token = await world.issuer.issueToken(mcp.url);
  tokens.push(token);
  const files = { [`${tokens.length}/.mcp.json`]: mcpConfig(mcp.url, token) };
  await checkOf(world, await world.github.commitFiles({ ...APP, files }));
  return token;
}

async function leakGitLab(where: Where, how: { stubborn?: true; silent?: true } = {}): Promise<string> {
  const token = generators['gitlab-pat']?.() ?? '';
  tokens.push(token);
  gitlab.living.add(token);
  if (how.silent) gitlab.silentOnce.add(token);
  if (how.stubborn) gitlab.stubborn.add(token);
  const server = { command: 'npx', args: ['server-gitlab'], env: { GITLAB_TOKEN: token } };
  const content = `${JSON.stringify({ mcpServers: { gitlab: server } }, null, 2)}\n`;
  const files = { [`${tokens.length}/.mcp.json`]: content };
  await checkOf(world, await world.github.commitFiles({ ...where, files }), where);
  return token;
}

async function dashboardPage(fingerprint: string): Promise<string> {
  const code = issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const signIn = await fetch(`${rekey.url}/sign-in?code=${code}`, { redirect: 'manual' });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = async (path: string) => (await fetch(`${rekey.url}${path}`, { headers: { cookie } })).text();
  for (const [path] of (await get('/incidents')).matchAll(/\/incidents\/[0-9a-f-]{36}/g)) {
    const page = await get(path);
    if (page.includes(fingerprint)) return page;
  }
  throw new Error('the dashboard does not show it');
}

const fingerprintOf = (body: string) => /\| Fingerprint \| `([0-9a-f]+)`/.exec(body)?.[1] ?? '';

describe('the bearer of an MCP server', () => {
  it('is not shown to its tools without the consent of the policy', async () => {
    await usePolicy('');
    const { body } = await issueAfter(leakBearer, APP, 'Proved dead');
    expect(body).not.toMatch(/delete_repository|could call/);
    // By its issuer's word (RFC 7662), which policy trusts anyway.
    expect(body).toContain('- Owner: `agent`');
    expect(body).toContain('- Scopes: `mcp:tools`.');
    expect(body).toMatch(/- Expiry: \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
    expect(new Set(repositories.methods)).toEqual(new Set(['initialize']));
  });

  it('could call `delete_repository`, says the issue with consent, and no tool was called', async () => {
    await usePolicy(', describe_tools: true');
    const { body } = await issueAfter(leakBearer, APP, 'Proved dead');
    expect(body).toContain('### What it could do\n\n- This token could call `delete_repository`, `purge·');
    expect(body).toContain('`, which its MCP server marks as destructive.');
    expect(body).toContain('- It could call 4 tools in all, also `comment`, `list_repositories`.');
    const inner = body.replaceAll(/`[^`\n]*`/g, '');
    expect(inner).not.toMatch(/purge|evil|octo|<img|[\u{200b}\u{202e}]/u);
    expect(repositories.methods).toContain('tools/list');
    expect(repositories.methods).not.toContain('tools/call');
    const page = await dashboardPage(fingerprintOf(body));
    expect(page).toContain('This token could call <code>delete_repository</code>');
    expect(page).not.toMatch(/<img|href="https:\/\/evil/);
  });

  it('is described while it waits for a person who decides, and left alone', async () => {
    await usePolicy(', describe_tools: true', 'revoke: { default: ask }');
    let token = '';
    const leak = async () => (token = await leakBearer());
    const { state, body } = await issueAfter(leak, APP, 'could call');
    expect(state).toBe('open');
    expect(body).toContain('This token could call `delete_repository`');
    expect(body).toContain('- Owner: `agent`');
    expect(await listTools(mcp.url, token)).not.toHaveLength(0);
  });

  it.each(['mode: observe', 'revoke: { default: never }'])('is sent nowhere under %s', async (more) => {
    await usePolicy(', describe_tools: true', more);
    const asked = repositories.methods.length;
    const { body } = await issueAfter(leakBearer);
    expect(body).not.toContain('What it could do');
    expect(repositories.methods).toHaveLength(asked);
  });
});

describe('a server of the SDK that keeps sessions', () => {
  it('lets a stream outlive the token, which a person is told to end', async () => {
    const policy = [
      `issuers: [{ issuer: "${sdk.issuer}", client_id: "rekey" }]`,
      `servers: [{ name: sdk, url: "${sdk.mcpUrl}", describe_tools: true, watch_streams: true }]`,
    ].join('\n');
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } }));
    const { accessToken, clientId } = await sdk.signIn('none');
    tokens.push(accessToken);
    const headers = { Authorization: `Bearer ${accessToken}` };
    const server = { type: 'http', url: sdk.mcpUrl, headers, oauth: { clientId } };
    const content = `${JSON.stringify({ mcpServers: { code: server } }, null, 2)}\n`;
    const leak = () => world.github.commitFiles({ ...APP, files: { 'sdk/.mcp.json': content } });
    const { body } = await issueAfter(leak, APP, 'Proved dead');
    expect(body).toContain('- This token could call `delete_repository`, which');
    const left = body.split('### What is left to do')[1]?.split('###')[0];
    expect(left).toContain('restart the server, or close its sessions.');
    expect(body).toContain('The stream is still open although the token is dead');
  });
});

describe('a token whose provider tells about it', () => {
  it('is shown with owner, scopes, expiry and last use', async () => {
    await usePolicy('');
    const { body } = await issueAfter(() => leakGitLab(APP), APP, 'Proved dead');
    expect(body).toContain("- Owner: `deploy of @octo/payments 'x'`.");
    expect(body).toContain('- Scopes: `api`, `write_repository`.');
    expect(body).toContain('- Expiry: 2027-01-02 00:00 UTC.');
    expect(body).toMatch(/- Last used: .* UTC, 2 hours before it was found\./);
    expect(body).toContain('Provider told whose it is and what it may do');
    expect(gitlab.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('dies no later than the bound when the provider does not answer', async () => {
    const start = Date.now();
    let token = '';
    const leak = leakGitLab(APP, { silent: true }).then((value) => (token = value));
    const { body } = await issueAfter(() => leak, APP, 'Proved dead');
    expect(Date.now() - start).toBeLessThan(9000);
    expect(gitlab.living.has(token)).toBe(false);
    expect(body).not.toContain('What it could do');
    expect(/\| (\S+) (ms|s) \| Revocation started/.exec(body)?.slice(1)).toEqual([
      expect.stringMatching(/^[3-5],\d{3}$/),
      'ms',
    ]);
  });

  it('dies although the process did while it asked', async () => {
    const asked = gitlab.requests.length;
    let token = '';
    const leak = async () => {
      const pushed = leakGitLab(APP, { silent: true }).then((value) => (token = value));
      await until(() => gitlab.requests.length > asked);
      written += rekey.output();
      await rekey.kill();
      rekey = await startRekey();
      await pushed;
    };
    const { body } = await issueAfter(leak, APP, 'Proved dead');
    expect(gitlab.living.has(token)).toBe(false);
    // It was found as it was left, and asked again.
    expect(body).toContain('- Scopes: `api`, `write_repository`.');
  });

  it('is not told to the public before it is dead, and then is', async () => {
    const open = await issueAfter(() => leakGitLab(OPEN, { stubborn: true }), OPEN);
    expect(open.state).toBe('open');
    expect(`${open.title}${open.body}`).not.toMatch(/write_repository|deploy of|could|Expiry|gitlab/i);
    const dead = await issueAfter(() => leakGitLab(OPEN), OPEN, 'Proved dead');
    expect(dead.body).toContain('- Scopes: `api`, `write_repository`.');
    // A name that may be a person's mail address is for the dashboard only.
    expect(dead.body).not.toContain('Owner:');
  });

  it('left none of the values anywhere, and GitHub was asked as it describes', () => {
    written += rekey.output();
    expect(tokens.filter((token) => written.includes(token))).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});
