import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { generators } from '../support/credentials.ts';
import { APP, checkOf, requestsSince } from '../support/story.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';

const named = (repo: string, owner = 'octo') => ({ owner, repo });
const REPOSITORIES = [
  APP,
  named('public-soon'),
  named('renamed'),
  named('archived'),
  named('doomed'),
  named('moving'),
  named('hidden'),
  named('security'),
  named('hers', 'mona'),
];
let world: Surroundings;
let rekey: RekeyProcess;

// Revoked by nobody: its incident stays open until a person rotates it.
const open = (): string => generators['slack-bot-token']?.() ?? '';
/** Of an incident whose issue is in another repository. */
const elsewhereToken = open();
const config = (token: string) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['x'], env: { SLACK_BOT_TOKEN: token } } } }, null, 2)}\n`;

beforeAll(async () => {
  world = await startSurroundings({
    users: ['octo', 'mona'],
    repositories: REPOSITORIES.map(({ owner, repo }) => ({ owner, name: repo, private: true })),
  });
  rekey = await world.startRekey();
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const leak = (where: { owner: string; repo: string }, token = open(), path = '.mcp.json') =>
  world.github.commitFiles({ ...where, files: { [path]: config(token) } });

const issuesOf = async (where: { owner: string; repo: string }, count = 1) => {
  await until(async () => (await world.github.listIssues(where)).length >= count);
  return world.github.listIssues(where);
};

/** How many jobs found that what they were about is gone. */
const ended = (): number => rekey.output().split('is gone').length;

/** Long enough for a job that would do something to show itself. */
const settle = () => delay(1500);

async function page(path: string): Promise<string> {
  const code = issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const signIn = await fetch(`${rekey.url}/sign-in?code=${code}`, { redirect: 'manual' });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (await fetch(rekey.url + path, { headers: { cookie } })).text();
}

const deadLetters = async (): Promise<number> => {
  const metrics = await (await fetch(`${rekey.url}/metrics`)).text();
  return Number(/^rekey_dead_letters (\d+)$/m.exec(metrics)?.[1]);
};

describe('a repository', () => {
  it('that becomes public makes what is open there urgent, and its issue neutral at once', async () => {
    const where = named('public-soon');
    const policy = 'issues: { repository: octo/security }\n';
    const sha = await leak(where);
    await checkOf(world, sha, where);
    const [before] = await issuesOf(where);
    expect(before?.title).toContain('MCP credential leaked');
    // One whose policy sends issues elsewhere, to where the public does not read.
    await world.github.commitFiles({ ...where, files: { '.github/rekey.yml': policy } });
    await checkOf(world, await leak(where, elsewhereToken, 'second/.mcp.json'), where);
    await issuesOf(named('security'));

    await world.github.publishRepository(where, 'public');
    await until(
      async () => (await world.github.listIssues(where))[0]?.title === 'A credential needs attention',
    );
    const [after] = await world.github.listIssues(where);
    expect(after?.body).not.toContain('mcp.json');
    expect(after?.labels.map(({ name }) => name)).not.toContain('urgent');
    await until(async () =>
      (await world.github.listIssues(named('security')))[0]?.title.startsWith('Urgent: '),
    );
    const [elsewhere] = await world.github.listIssues(named('security'));
    expect(elsewhere?.labels.map(({ name }) => name)).toContain('urgent');
    expect(elsewhere?.body).toContain('became public');
    expect(await page('/incidents')).toContain('>Urgent<');
    // Told twice, by `public` and by `repository`, it happens once.
    await settle();
    const body = (await world.github.listIssues(named('security')))[0]?.body ?? '';
    expect(body.match(/A repository that holds it became public/g)).toHaveLength(1);
  });

  it('that took the name of the one with an issue of ours keeps what stands there under its number', async () => {
    const [where, security] = [named('public-soon'), named('security')];
    world.github.loseWebhooks((event) => event === 'repository');
    await world.github.renameRepository(security, 'vault');
    world.github.loseWebhooks(undefined);
    await world.github.call('POST', '/user/repos', { name: 'security', private: true, auto_init: true });
    const mine = { title: 'Mine', body: 'Not of Rekey.' };
    await world.github.call('POST', '/repos/octo/security/issues', mine);
    await leak(where, elsewhereToken, 'third/.mcp.json');
    const [anew, own] = await issuesOf(security, 2);
    expect(anew?.body).toContain('third/.mcp.json');
    expect(own).toMatchObject(mine);
    expect((await world.github.listIssues(named('vault')))[0]?.body).not.toContain('third/.mcp.json');
  });

  it('that is renamed between push and report loses nothing', async () => {
    const where = named('renamed');
    const gate = world.github.gate(({ method, path }) => method === 'POST' && path.endsWith('/check-runs'));
    const sha = await leak(where);
    await gate.arrived;
    await world.github.renameRepository(where, 'new-name');
    gate.release();
    const now = named('new-name');
    expect(await checkOf(world, sha, now)).toMatchObject({ conclusion: 'failure' });
    await issuesOf(now);
    // Somebody takes the old name: what is reported from now on must not go there.
    await world.github.call('POST', '/user/repos', { name: 'renamed', private: true, auto_init: true });
    const again = await leak(now, open(), 'more/.mcp.json');
    await checkOf(world, again, now);
    await issuesOf(now, 2);
    expect(await world.github.listIssues(where)).toEqual([]);
  });

  it('that was renamed while its job waited is read under its new name, also when the old one is taken', async () => {
    const where = named('new-name');
    await world.github.suspendInstallation('octo');
    await settle();
    const sha = await leak(where);
    await settle();
    await world.github.renameRepository(where, 'third-name');
    await world.github.call('POST', '/user/repos', { name: 'new-name', private: true, auto_init: true });
    await world.github.unsuspendInstallation('octo');
    expect(await checkOf(world, sha, named('third-name'))).toMatchObject({ conclusion: 'failure' });
  });

  it('that is archived takes no reports and is not asked for ever; given back, it gets them', async () => {
    const where = named('archived');
    const gate = world.github.gate(({ method, path }) => method === 'GET' && path.includes('/commits/'));
    const sha = await leak(where);
    await gate.arrived;
    await world.github.archiveRepository(where, true);
    gate.release();
    const refused = () =>
      world.github.requests.filter(
        ({ path, method, status }) => path.includes('/archived/') && method === 'POST' && status === 403,
      );
    await until(() => refused().length > 1);
    const count = refused().length;
    await settle();
    expect(refused()).toHaveLength(count);
    await world.github.archiveRepository(where, false);
    await issuesOf(where);
    expect(await checkOf(world, sha, where)).toMatchObject({ conclusion: 'failure' });
  });

  it.each<[string, (request: { method: string; path: string }) => boolean]>([
    ['the push is read', ({ method, path }) => method === 'GET' && path.includes('/commits/')],
    ['the check is written', ({ method, path }) => method === 'POST' && path.endsWith('/check-runs')],
    ['the issue is written', ({ method, path }) => method === 'POST' && path.endsWith('/issues')],
  ])('that is deleted before %s ends quietly', async (_when, match) => {
    const where = named('doomed');
    if (!(await world.github.tipOf({ ...where, ref: 'main' })))
      await world.github.call('POST', '/user/repos', { name: 'doomed', private: true, auto_init: true });
    const gate = world.github.gate(match);
    const before = ended();
    await leak(where);
    await gate.arrived;
    await world.github.deleteRepository(where);
    gate.release();
    await until(() => ended() > before);
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'a.txt': `${Math.random()}\n` } }),
    );
    await settle();
    expect(await deadLetters()).toBe(0);
  });

  it('that is transferred to another installation keeps its past; what leaks there later is the new owner’s', async () => {
    const token = open();
    const where = named('moving');
    await checkOf(world, await leak(where, token), where);
    await issuesOf(where);
    await world.github.transferRepository(where, 'mona');
    const now = named('moving', 'mona');
    const sha = await leak(now, token, 'again/.mcp.json');
    expect(await checkOf(world, sha, now)).toMatchObject({ conclusion: 'failure' });
    // The same value is another credential in another key space: an incident and an issue of its own.
    await issuesOf(now, 2);
    await settle();
    expect(await deadLetters()).toBe(0);
  });

  it('that is taken out of the installation is let go, and read again when it comes back', async () => {
    const where = named('hidden');
    await world.github.selectRepository(where, false);
    await settle();
    const index = world.github.requests.length;
    await world.github.selectRepository(where, true);
    const reads = () => requestsSince(world, index).some((one) => one.includes('/hidden/actions/variables'));
    await until(reads);
    expect(reads()).toBe(true);
  });
});

describe('an installation', () => {
  it('that is created has its repositories read', async () => {
    const index = world.github.requests.length;
    await world.github.announceInstallation('mona');
    await until(() =>
      requestsSince(world, index).some((request) => request.includes('/mona/hers/actions/variables')),
    );
    expect(await page('/health')).toContain('mona');
  });

  it('that is suspended is left alone, and goes on where it was', async () => {
    await world.github.suspendInstallation('octo');
    await settle();
    const index = world.github.requests.length;
    const sha = await leak(APP, open(), 'suspended/.mcp.json');
    await settle();
    const asked = world.github.requests.slice(index).filter(({ caller }) => caller === 'installation');
    expect(asked).toEqual([]);
    expect(await page('/health')).toContain('Suspended');
    await world.github.unsuspendInstallation('octo');
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
  });

  it('is believed what GitHub says of it, not a webhook that comes late', async () => {
    const { payload } =
      world.github.deliveries.find(({ event, action }) => event === 'installation' && action === 'suspend') ??
      {};
    if (!payload) throw new Error('nothing was suspended');
    await world.github.sendWebhook('installation', payload);
    await settle();
    expect(await checkOf(world, await leak(APP, open(), 'late/.mcp.json'))).toMatchObject({
      conclusion: 'failure',
    });
  });

  it('that is deleted ends its jobs; what comes later is ignored', async () => {
    await world.github.deleteInstallation('mona');
    await settle();
    const index = world.github.requests.length;
    await leak(named('hers', 'mona'));
    await world.github.announceInstallation('mona');
    await settle();
    expect(world.github.requests.slice(index).filter(({ path }) => path.includes('/mona/'))).toEqual([]);
    expect(await page('/health')).toContain('Gone');
    expect(await deadLetters()).toBe(0);
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(
    expect.arrayContaining([
      'installation_arrived',
      'installation_paused',
      'installation_back',
      'installation_left',
      'repository_public',
      'repository_renamed',
      'repository_archived',
      'repository_gone',
      'signed_in',
      'history_read',
    ]),
  );
});
