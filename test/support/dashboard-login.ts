import type { BrowserContext, Page } from 'playwright-core';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { freePort } from './free-port.ts';

/** A world with two organisations that have nothing to do with each other, and a Rekey that people can log in to. */
export interface LoginWorld {
  readonly world: Surroundings;
  start(place: { readonly dataDir: string; readonly databaseUrl?: string }): Promise<RekeyProcess>;
}

/** Of acme: octo owns it, tess is in its team security, carl is a member and nothing else; of rival: rita owns it. */
export async function startTwoCompanies(): Promise<LoginWorld> {
  const port = await freePort();
  const dashboardUrl = `http://127.0.0.1:${port}`;
  const world = await startSurroundings({
    users: ['octo', 'tess', 'carl', 'rita'],
    orgs: [
      { login: 'acme', members: ['octo', 'tess', 'carl'] },
      { login: 'rival', members: ['rita'] },
    ],
    repositories: [
      { owner: 'acme', name: 'app', private: true },
      { owner: 'acme', name: '.github', private: true },
      { owner: 'rival', name: 'app', private: true },
    ],
    redirectUrls: [`${dashboardUrl}/login/callback`],
  });
  for (const login of ['tess', 'carl'])
    world.github.setOrganisationRole({ org: 'acme', login, role: 'member' });
  world.github.setTeamMember({ org: 'acme', team: 'security', login: 'tess', state: 'active' });
  const { clientId, clientSecret } = world.github;
  return {
    world,
    start: (place) => world.startRekey({ ...place, port, dashboardUrl, clientId, clientSecret }),
  };
}

/** Logs in as somebody by the pages of GitHub, as a person does. */
export async function logIn(browser: BrowserContext, url: string, login: string): Promise<Page> {
  const tab = await browser.newPage();
  await tab.goto(url);
  await tab.getByRole('link', { name: 'Log in with GitHub' }).click();
  await tab.locator(`form:has(input[name=login][value=${login}]) button`).click();
  await tab.waitForURL((at) => at.origin === new URL(url).origin);
  return tab;
}
