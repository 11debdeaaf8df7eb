import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { openBrowser } from '../../demo/what-you-see/draw-page.ts';
import {
  askingPolicy,
  isAlive,
  isClosed,
  leakThatWaits,
  pathOf,
  type Waiting,
} from '../support/approvals.ts';
import { makeAgent, REDIRECT, type Agent } from '../support/agent.ts';
import { logIn, startTwoCompanies } from '../support/dashboard-login.ts';
import { checkOf } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const RIVAL = { owner: 'rival', repo: 'app' } as const;
const POLICY = '.github/rekey.yml';

let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;
let browser: Browser;
let waiting: Waiting;

/** A browser of its own, with scripts off: the dashboard has none. */
const fresh = (): Promise<BrowserContext> => browser.newContext({ javaScriptEnabled: false });
const usePolicy = async (more: string) => {
  const files = { [POLICY]: `${askingPolicy(world)}approvers: ['@acme/security']\n${more}` };
  const sha = await world.github.commitFiles({ owner: 'acme', repo: '.github', files });
  await checkOf(world, sha, { owner: 'acme', repo: '.github' });
};

beforeAll(async () => {
  place = await makeTestPlace();
  const companies = await startTwoCompanies();
  world = companies.world;
  const { databaseUrl, dataDir } = place.config;
  rekey = await companies.start({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  browser = await openBrowser();
  await usePolicy("dashboard: { viewers: ['@octo'] }\n");
  await checkOf(world, await world.github.commitFiles({ ...RIVAL, files: { 'a.md': 'nothing\n' } }), RIVAL);
  waiting = await leakThatWaits(world, APP);
});
afterAll(async () => {
  await browser.close();
  await rekey.stop();
  await world.close();
  await place.remove();
});

const textOf = async (tab: Page) => (await tab.locator('main').innerText()).replaceAll(/\s+/g, ' ');

describe('somebody whom the policy names', () => {
  it('logs in, filters, approves what waits, takes the list along, and logs out', async () => {
    const context = await fresh();
    const tab = await logIn(context, rekey.url, 'tess');
    expect(await textOf(tab)).toContain('Leaked MCP credentials');
    await tab.getByRole('link', { name: 'Incidents', exact: true }).click();
    await tab.getByLabel('State').selectOption({ label: 'Proved dead' });
    await tab.getByRole('button', { name: 'Filter' }).click();
    expect(await textOf(tab)).toContain('No incident fits.');
    await tab.getByLabel('State').selectOption({ label: 'Waits for approval' });
    await tab.getByRole('button', { name: 'Filter' }).click();
    await tab.getByRole('link', { name: 'Bearer token of a remote MCP server' }).click();
    expect(new URL(tab.url()).pathname).toBe(pathOf(waiting));
    expect(await textOf(tab)).toContain('It waits for a person: @acme/security, on GitHub or here.');
    expect(await textOf(tab)).toContain('Approving has it revoked');
    expect(await tab.content()).not.toContain(waiting.token);
    await tab.getByRole('button', { name: 'Revoke now' }).click();
    expect(await tab.getByRole('status').innerText()).toBe('Done.');
    const closed = await isClosed(world, waiting);
    expect(closed.body).toContain('Revocation approved by a person: `tess`');
    expect(await isAlive(world, waiting.token)).toBe(false);
    await tab.reload();
    expect(await textOf(tab)).toContain('Dead: revoked');

    await tab.goto(`${rekey.url}/incidents`);
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const file = await readFile(await download.path(), 'utf8');
    expect(file.split('\r\n')[1]).toContain('"revoked_verified"');
    expect(file).not.toContain(waiting.token);

    const cookies = await context.cookies();
    await tab.getByRole('button', { name: 'Log out' }).click();
    expect(await textOf(tab)).toContain('Log in with GitHub');
    // It opens nothing any more, although it was copied before.
    await context.addCookies(cookies);
    await tab.goto(`${rekey.url}/incidents`);
    expect(await textOf(tab)).toContain('Log in with GitHub');
    expect(world.github.violations).toEqual([]);
  });

  it('comes back to the page that was asked for, and to no other site', async () => {
    const context = await fresh();
    const tab = await logIn(context, `${rekey.url}/checks?state=accepted`, 'octo');
    expect(tab.url()).toBe(`${rekey.url}/checks?state=accepted`);
    const other = await (await fresh()).newPage();
    await other.goto(`${rekey.url}/login?back=//evil.example/`);
    await other.locator('form:has(input[name=login][value=octo]) button').click();
    await other.waitForURL((at) => at.origin === rekey.url);
    expect(other.url()).toBe(`${rekey.url}/`);
  });

  it('is seen, but may not accept or decide, when only a viewer', async () => {
    const other = await leakThatWaits(world, APP);
    const tab = await logIn(await fresh(), rekey.url, 'octo');
    await tab.goto(`${rekey.url}${pathOf(other)}`);
    await tab.getByRole('button', { name: 'Revoke now' }).click();
    expect(await tab.getByRole('status').innerText()).toContain('you may not decide about this credential');
    expect(await isAlive(world, other.token)).toBe(true);
  });
});

describe('somebody else', () => {
  it('is not let in: a member whom nobody names, nor an owner whom the policy leaves out', async () => {
    const tab = await logIn(await fresh(), rekey.url, 'carl');
    expect(await textOf(tab)).toContain('You are not let in');
    await tab.goto(`${rekey.url}/incidents`);
    expect(await textOf(tab)).toContain('Log in with GitHub');
  });

  it('of another organisation sees nothing: no page, list, export or decision', async () => {
    const context = await fresh();
    const tab = await logIn(context, rekey.url, 'rita');
    expect(await textOf(tab)).toContain('Nothing has leaked so far.');
    expect((await tab.goto(`${rekey.url}${pathOf(waiting)}`))?.status()).toBe(404);
    for (const path of ['/incidents', '/register', '/checks', '/health', '/audit', '/report', '/?days=365']) {
      await tab.goto(`${rekey.url}${path}`);
      expect({ path, leaks: /acme/i.test(await tab.content()) }).toEqual({ path, leaks: false });
    }
    for (const path of ['/first-look', '/histories', '/export/nothing.csv'])
      expect((await tab.goto(`${rekey.url}${path}`))?.status()).toBe(404);
    const token = await tab.locator('input[name=token]').first().getAttribute('value');
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = { cookie, origin: rekey.url, 'sec-fetch-site': 'same-origin' };
    for (const name of ['incidents', 'findings', 'credentials', 'secrets', 'servers', 'audit']) {
      const answer = await fetch(`${rekey.url}/export/${name}.csv`, { headers });
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toMatch(/acme/i);
    }
    const post = (path: string, form: Record<string, string>) =>
      fetch(`${rekey.url}${path}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(form),
        redirect: 'manual',
      });
    const given = { token: token ?? '', verb: 'revoke' };
    expect((await post(`${pathOf(waiting)}/decision`, given)).status).toBe(404);
    const installation = world.github.installations['acme'] ?? 0;
    expect((await post(`/installations/${installation}/resume`, given)).status).toBe(404);
  });
});

/** Has an agent let in as a person does it: by the pages of GitHub and ours, in a browser. */
async function letIn(login: string): Promise<Agent> {
  const agent = makeAgent(`${rekey.url}/mcp`);
  await agent.begin();
  const context = await fresh();
  // The program on the person's machine to which the browser is sent in the end.
  await context.route(`${REDIRECT}**`, (route) => route.fulfill({ body: 'done' }));
  const tab = await context.newPage();
  await tab.goto(String(agent.wanted));
  await tab.locator(`form:has(input[name=login][value=${login}]) button`).click();
  await tab.getByRole('heading', { name: 'Let an agent read what you see here?' }).waitFor();
  expect(await textOf(tab)).toContain('Security agent asks for it. It calls itself that');
  await tab.getByRole('button', { name: 'Let it read' }).click();
  await tab.waitForURL(`${REDIRECT}**`);
  await agent.finish(new URL(tab.url()));
  return agent;
}

describe('an agent', () => {
  const LISTS = ['search_credentials', 'list_incidents', 'list_findings', 'list_servers', 'list_secrets'];
  const readAll = async (agent: Agent) =>
    JSON.stringify(await Promise.all(['overview', ...LISTS].map((name) => agent.ask(name))));

  it('reads over MCP what the person who let it in may see, without any secret, while he may', async () => {
    const agent = await letIn('octo');
    expect(await agent.ask('overview')).toMatchObject({ organisations: ['acme'] });
    const id = pathOf(waiting).split('/').at(-1);
    expect(await agent.ask('get_incident', { id })).toMatchObject({ incident: { id } });
    const mine = await readAll(agent);
    expect(mine).toContain(id);
    expect(mine).not.toContain(waiting.token);
    expect(mine).not.toMatch(/rival/);

    const other = await letIn('rita');
    expect(await other.ask('overview')).toMatchObject({ found: 0 });
    expect(await other.ask('get_incident', { id })).toBeUndefined();
    expect(await readAll(other)).not.toMatch(/acme/i);

    await usePolicy("dashboard: { viewers: ['@tess'] }\n");
    await until(async () => {
      await agent.refresh();
      return agent.tokens === undefined;
    });
    expect(world.github.violations).toEqual([]);
  });
});

describe('a login', () => {
  it('counts in the browser that began it alone, once, and with the proof that it was begun there', async () => {
    const begin = await fetch(`${rekey.url}/login`, { redirect: 'manual' });
    const kept = (begin.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const asked = new URL(begin.headers.get('location') ?? '');
    expect(begin.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax; Max-Age=600/);
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
    expect(asked.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    const state = asked.searchParams.get('state') ?? '';
    const come = (query: string, cookie?: string) =>
      fetch(`${rekey.url}/login/callback?${query}`, {
        redirect: 'manual',
        headers: cookie === undefined ? {} : { cookie },
      });
    const answers = [
      await come(`code=1&state=${state}`),
      await come(`code=1&state=${createHash('sha256').update(state).digest('base64url')}`, kept),
      // Spent by now, whatever came of it.
      await come(`code=1&state=${state}`, kept),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(answers.some(({ headers }) => headers.get('set-cookie')?.includes('rekey_session='))).toBe(false);
  });

  it('can be tried so often a minute and no more', async () => {
    const tries = await Promise.all(
      Array.from({ length: 70 }, () => fetch(`${rekey.url}/login`, { redirect: 'manual' })),
    );
    const late = tries.filter(({ status }) => status === 429);
    expect(late.length).toBeGreaterThan(5);
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
