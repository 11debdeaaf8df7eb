import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import { until } from '../../support/until.ts';
import { appOctokit, installationOctokit } from './world-octokit.ts';

let world: GitHubWorld;
let octokit: ReturnType<typeof installationOctokit>;
const where = { owner: 'octo', repo: 'app' };

beforeAll(async () => {
  world = await startGitHub({
    users: ['octo', 'mona'],
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'other', private: true },
      { owner: 'mona', name: 'hers', private: true },
    ],
  });
  octokit = installationOctokit(world);
});
afterAll(() => world.close());

describe('a world in which things move', () => {
  it('counts requests, but not those whose answer did not change', async () => {
    const first = await octokit.request('GET /installation/repositories');
    const { etag = '' } = first.headers;
    const left = Number(first.headers['x-ratelimit-remaining']);
    expect(left).toBeLessThan(5000);
    const headers = { 'if-none-match': etag };
    const again = octokit.request('GET /installation/repositories', { headers });
    await expect(again).rejects.toMatchObject({ status: 304 });
    await world.commitFiles({ ...where, files: { a: 'b\n' } });
    const changed = await octokit.request('GET /installation/repositories', { headers });
    expect(Number(changed.headers['x-ratelimit-remaining'])).toBe(left - 1);
    world.setRemaining('octo', 0, 3);
    const ask = () => octokit.request('GET /installation/repositories');
    await expect(ask()).rejects.toMatchObject({ status: 403 });
    await until(() => ask().then(Boolean, () => false));
  });

  it('leads from an old name to the new one, also with a body', async () => {
    const sha = (await world.tipOf({ ...where, ref: 'main' })) ?? '';
    await world.renameRepository({ owner: 'octo', repo: 'other' }, 'renamed');
    const old = { owner: 'octo', repo: 'other' };
    expect((await octokit.rest.repos.get(old)).data.name).toBe('renamed');
    const issue = await octokit.rest.issues.create({ ...old, title: 'x' });
    expect(issue.data.number).toBe(1);
    expect(await world.listIssues({ owner: 'octo', repo: 'renamed' })).toHaveLength(1);
    expect(sha).not.toBe('');
  });

  it('takes no writes for what is archived', async () => {
    await world.archiveRepository({ owner: 'octo', repo: 'renamed' }, true);
    const issue = octokit.rest.issues.create({ owner: 'octo', repo: 'renamed', title: 'x' });
    await expect(issue).rejects.toMatchObject({ status: 403, message: expect.stringContaining('read-only') });
  });

  it('hides what was taken out of the installation', async () => {
    await world.selectRepository({ owner: 'octo', repo: 'renamed' }, false);
    await expect(octokit.rest.repos.get({ owner: 'octo', repo: 'renamed' })).rejects.toMatchObject({
      status: 404,
    });
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(['app']);
  });

  it('refuses a suspended and a deleted installation', async () => {
    await world.suspendInstallation('octo');
    await expect(octokit.rest.repos.get(where)).rejects.toMatchObject({ status: 403 });
    await world.unsuspendInstallation('octo');
    await octokit.rest.repos.get(where);
    await world.deleteInstallation('octo');
    const app = appOctokit(world).rest.apps;
    const gone = app.getInstallation({ installation_id: world.installationId });
    await expect(gone).rejects.toMatchObject({ status: 404 });
    expect((await app.listInstallations()).data.map(({ account }) => account?.login)).toEqual(['mona']);
    expect(world.violations).toEqual([]);
  });
});
