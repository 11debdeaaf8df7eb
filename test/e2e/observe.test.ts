import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { githubPat } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

const WATCHED = { owner: 'octo', repo: 'watched' } as const;
const HERS = { owner: 'mona', repo: 'hers' } as const;

let world: Surroundings;
let dataDir: string;
let rekey: RekeyProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-observe-'));
  world = await startSurroundings({
    users: ['octo', 'mona'],
    repositories: [APP, WATCHED, HERS].map(({ owner, repo }) => ({ owner, name: repo, private: true })),
  });
  rekey = await world.startRekey({ dataDir });
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const openIssues = async (where: { owner: string; repo: string }) =>
  (await world.github.listIssues(where)).filter(({ state }) => state === 'open');
const userRequests = () => world.github.requests.filter(({ path }) => path === '/user').length;

describe('a policy that only observes', () => {
  it('is told what Rekey would do, and nothing is sent anywhere', async () => {
    const files = { '.github/rekey.yml': `mode: observe\n${world.policy}` };
    await checkOf(world, await world.github.commitFiles({ ...WATCHED, files }), WATCHED);
    const [bearer, pat] = [await world.issuer.issueToken(), githubPat()];
    world.github.registerLeakedToken(pat);
    const [asked, introspected] = [userRequests(), world.issuer.revocations.length];
    const sha = await world.github.commitFiles({
      ...WATCHED,
      files: {
        'a/.mcp.json': mcpConfig(world.mcp.url, bearer),
        'b/.mcp.json': mcpConfig('https://mcp.example.com/mcp', pat),
      },
    });
    const check = await checkOf(world, sha, WATCHED);
    expect(check.conclusion).toBe('neutral');
    expect(check.output.summary).toContain('Rekey would revoke it at GitHub at once. That cannot be undone.');
    expect(check.output.summary).toContain('Rekey would revoke it at its authorization server at once.');
    await until(async () => (await openIssues(WATCHED)).length === 2);
    const bodies = (await openIssues(WATCHED)).map(({ body }) => body).join('\n');
    expect(bodies).toContain('### What Rekey would do');
    expect(bodies).toContain(
      `It would be used at \`${new URL(world.github.apiUrl).origin}\` and nowhere else.`,
    );
    expect(bodies).toContain(new URL(world.issuer.issuer).origin);
    for (const token of [bearer, pat]) expect(bodies + check.output.summary).not.toContain(token);
    await settled(world, rekey);
    expect(userRequests()).toBe(asked);
    expect(world.github.revocations).toHaveLength(0);
    expect(world.issuer.revocations).toHaveLength(introspected);
    expect((await listTools(world.mcp.url, bearer)).length).toBeGreaterThan(0);
  });
});

describe('a leak of one installation', () => {
  it("is not ended with another's right, nor is another's sight of it", async () => {
    const token = await world.issuer.issueToken();
    const files = { '.mcp.json': mcpConfig(world.mcp.url, token) };
    const hers = await checkOf(world, await world.github.commitFiles({ ...HERS, files }), HERS);
    // octo trusts the issuer; that is no reason to act for mona.
    expect(hers.output.title).toContain('not proved dead');
    await until(async () => (await openIssues(HERS)).length === 1);
    const [issue] = await openIssues(HERS);
    expect(issue?.body).toContain('register the server and its issuer');
    expect(issue?.body).not.toContain('octo/');
    expect((await listTools(world.mcp.url, token)).length).toBeGreaterThan(0);
    expect(world.issuer.revocations).toHaveLength(0);

    // The same value in octo's repository is octo's to end, and says nothing of mona.
    const before = (await world.github.listIssues(APP)).length;
    const own = await checkOf(world, await world.github.commitFiles({ ...APP, files }));
    expect(own.output.title).toContain('already dead');
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    const closed = await closedIssues(world, before + 1);
    expect(JSON.stringify(closed)).not.toContain('mona');
    expect(world.issuer.revocations).toHaveLength(1);
    expect(await openIssues(HERS)).toHaveLength(1);
  });

  it('cannot borrow trust by a policy that names what another owns', async () => {
    // Who writes this file can read the token as well: it is judged by its own repository's policy, and only there.
    const token = await world.issuer.issueToken();
    const policy = `mode: observe\n${world.policy}`;
    await checkOf(
      world,
      await world.github.commitFiles({ ...HERS, files: { '.github/rekey.yml': policy } }),
      HERS,
    );
    const files = { 'x/.mcp.json': mcpConfig(world.mcp.url, token) };
    await checkOf(world, await world.github.commitFiles({ ...HERS, files }), HERS);
    expect((await listTools(world.mcp.url, token)).length).toBeGreaterThan(0);
    const own = await checkOf(world, await world.github.commitFiles({ ...APP, files }));
    expect(own.output.title).toContain('already dead');
    expect(world.github.violations).toEqual([]);
  });
});
