import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openSeeded, SMALL, type SeededDashboard } from '../../demo/dashboard/open-seeded.ts';
import { openBrowser } from '../../demo/what-you-see/draw-page.ts';
import type { Store } from '../../src/store/database.ts';
import { violationsOf } from '../support/browser-checks.ts';
import { openTestStore } from '../support/test-store.ts';

const PATHS = [
  '/',
  '/?days=365',
  '/incidents',
  '/incidents?search=slack&state=open',
  '/register',
  '/register?list=secrets',
  '/register?list=servers',
  '/checks',
  '/checks?check=shadow-server',
  '/checks?state=accepted',
  '/health',
  '/audit',
  '/report',
  '/agents',
  '/first-look',
  '/histories',
  '/nowhere',
];

let store: Store & { remove(): Promise<void> };
let dashboard: SeededDashboard;
let browser: Browser;
let tab: Page;
const asked: string[] = [];

beforeAll(async () => {
  store = await openTestStore();
  dashboard = await openSeeded(store, {
    ...SMALL,
    repositories: 12,
    credentials: 30,
    exposures: 80,
    now: new Date(),
  });
  const secret = await store.db
    .selectFrom('actions_secrets')
    .select('id')
    .where('scope', '=', 'organization')
    .where('gone_at', 'is', null)
    .executeTakeFirstOrThrow();
  PATHS.push(`/secrets/${secret.id}`);
  const agent = { id: 'agent', client_id: 'client', client: 'An agent, localhost:3334', login: 'octo' };
  const ends = { ends_at: new Date(Date.now() + 3_600_000), installations: '[77]' };
  await store.db
    .insertInto('agent_grants')
    .values({ ...agent, ...ends, github_id: 5 })
    .execute();
  browser = await openBrowser();
  tab = await browser.newPage();
  tab.on('request', (request) => asked.push(request.url()));
  await tab.goto(dashboard.link);
});
afterAll(async () => {
  await browser.close();
  await dashboard.close();
  await store.remove();
});

describe('every page of the dashboard', () => {
  it.each(['light', 'dark'] as const)(
    'can be used by people with disabilities, %s',
    async (colorScheme) => {
      await tab.emulateMedia({ colorScheme });
      for (const path of [...PATHS, ...dashboard.incidents]) {
        await tab.goto(`${dashboard.url}${path}`);
        // What is folded up is looked at as well.
        await tab.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
        expect({ path, violations: await violationsOf(tab) }).toEqual({ path, violations: [] });
      }
    },
    120_000,
  );

  it('fits a phone, and asks nobody else for anything', async () => {
    await tab.setViewportSize({ width: 360, height: 740 });
    for (const path of [...PATHS, ...dashboard.incidents]) {
      await tab.goto(`${dashboard.url}${path}`);
      const width = await tab.evaluate<number>('document.documentElement.scrollWidth');
      expect({ path, width }).toEqual({ path, width: 360 });
    }
    expect(asked.filter((url) => !url.startsWith(`${dashboard.url}/`))).toEqual([]);
  });

  it('lets a finding be accepted until a day, and taken back', async () => {
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.goto(`${dashboard.url}/checks?check=shadow-server`);
    const row = tab.locator('tbody tr').first();
    await row.locator('summary').click();
    await row.getByLabel('Why').fill('It goes with the next release');
    await row.getByLabel('Who answers for it').fill('@northwind/web');
    await row.getByLabel('Last day').fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
    await row.getByRole('button', { name: 'Accept' }).click();
    expect(await tab.getByRole('status').innerText()).toContain('Accepted. It stands open again');
    const exception = tab.locator('tr', { hasText: 'It goes with the next release' });
    expect(await exception.innerText()).toContain('operator');
    await exception.getByRole('button', { name: /Take back/ }).click();
    expect(await tab.getByRole('status').innerText()).toContain('Taken back');
    await tab.goto(`${dashboard.url}/audit?event=finding_accepted`);
    expect(await tab.locator('tbody tr').first().innerText()).toContain('It goes with the next release');
  });

  it('is reached with the keyboard: first the way to the content, then the pages', async () => {
    await tab.setViewportSize({ width: 1280, height: 800 });
    await tab.goto(`${dashboard.url}/incidents`);
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await tab.keyboard.press('Enter');
    expect(await tab.evaluate('document.activeElement.id')).toBe('main');
    expect(await tab.locator('nav [aria-current=page]').textContent()).toBe('Incidents');
    expect(await tab.title()).toBe('Incidents · Rekey');
  });
});
