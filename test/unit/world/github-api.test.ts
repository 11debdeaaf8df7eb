import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import type { Octokit } from '../../../src/github/types.ts';
import { expectNoViolations } from '../../support/github-openapi/expect-no-violations.ts';
import { installationOctokit } from './world-octokit.ts';

const where = { owner: 'octo', repo: 'app' };

describe('the API of the world, as the App sees it', () => {
  let world: GitHubWorld;
  let octokit: Octokit;

  beforeAll(async () => {
    world = await startGitHub({
      users: ['octo', 'mona'],
      orgs: [{ login: 'acme', members: ['mona'] }],
      repositories: [
        { ...where, name: 'app', private: true },
        { owner: 'octo', name: 'open', issues: false },
        { owner: 'acme', name: 'inner', private: true },
      ],
      maxPatchBytes: 2000,
    });
    octokit = installationOctokit(world);
  });
  afterAll(async () => {
    expectNoViolations(world.requests);
    await world.close();
  });

  it('starts a further world in well under a second', async () => {
    const started = performance.now();
    const second = await startGitHub();
    expect(performance.now() - started).toBeLessThan(1000);
    expect(second.apiUrl).not.toBe(world.apiUrl);
    await second.close();
  });

  it('lists the repositories of the installation, page by page', async () => {
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation();
    expect(data.total_count).toBe(2);
    expect(data.repositories.map((repository) => [repository.full_name, repository.private])).toEqual([
      ['octo/app', true],
      ['octo/open', false],
    ]);
    const paged = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
      per_page: 1,
    });
    expect(paged).toHaveLength(2);
  });

  it('keeps one installation out of the private repositories of another', async () => {
    const inner = octokit.rest.repos.get({ owner: 'acme', repo: 'inner' });
    await expect(inner).rejects.toMatchObject({ status: 404 });
    expect(world.installations).toEqual({ octo: world.installationId, acme: world.installationId + 1 });
  });

  it('gives a commit of more than 300 files in pages, with patches', async () => {
    const names = Array.from({ length: 320 }, (_, i) => `many/${String(i).padStart(3, '0')}.txt`);
    const files = Object.fromEntries(names.map((name) => [name, `${name}\n`]));
    const sha = await world.commitFiles({ ...where, files });
    const first = await octokit.rest.repos.getCommit({ ...where, ref: sha });
    expect(first.data.files).toHaveLength(300);
    expect(first.data.files?.[0]).toMatchObject({ status: 'added', patch: '@@ -0,0 +1 @@\n+many/000.txt' });
    expect(first.headers.link).toContain(`<${world.apiUrl}/repos/octo/app/commits/`);
    const pages: string[] = [];
    for (const page of [1, 2, 3, 4]) {
      const { data } = await octokit.rest.repos.getCommit({ ...where, ref: sha, per_page: 100, page });
      pages.push(...(data.files ?? []).map(({ filename }) => filename));
    }
    expect(pages).toEqual(names);
  });

  it('leaves out the patch of long and of binary files, whose blobs can be had', async () => {
    const long = 'x'.repeat(3000);
    const sha = await world.commitFiles({
      ...where,
      files: { 'long.txt': `${long}\n`, 'short.txt': 's\n', 'bin.dat': Buffer.from([0, 200, 1]) },
    });
    const { data } = await octokit.rest.repos.getCommit({ ...where, ref: sha });
    const patches = data.files?.map(({ filename, patch }) => [filename, patch !== undefined]);
    expect(patches).toEqual([
      ['bin.dat', false],
      ['long.txt', false],
      ['short.txt', true],
    ]);
    const blob = { ...where, file_sha: data.files?.[1]?.sha ?? '' };
    const raw = await octokit.rest.git.getBlob({ ...blob, mediaType: { format: 'raw+json' } });
    expect(raw.data).toBe(`${long}\n`);
    const json = await octokit.rest.git.getBlob(blob);
    expect(json.data.content.split('\n')[0]).toHaveLength(60);
    expect(Buffer.from(json.data.content, 'base64').toString()).toBe(`${long}\n`);
  });

  it('gives a file as JSON and raw, and a large one only raw', async () => {
    const large = 'y'.repeat(1024 * 1024 + 1);
    const ref = await world.commitFiles({
      ...where,
      branch: 'files',
      files: { '.cursor/mcp.json': '{}\n', 'large.txt': large },
    });
    const json = await octokit.rest.repos.getContent({ ...where, path: '.cursor/mcp.json', ref });
    expect(json.data).toMatchObject({ type: 'file', encoding: 'base64', content: 'e30K\n' });
    const raw = { ...where, path: '.cursor/mcp.json', ref, mediaType: { format: 'raw+json' } };
    expect((await octokit.rest.repos.getContent(raw)).data).toBe('{}\n');
    const big = await octokit.rest.repos.getContent({ ...where, path: 'large.txt', ref });
    expect(big.data).toMatchObject({ encoding: 'none', content: '', size: large.length });
    const missing = octokit.rest.repos.getContent({ ...where, path: '.github/rekey.yml' });
    await expect(missing).rejects.toMatchObject({ status: 404 });
  });

  it('does not pass JSON off as a diff', async () => {
    const diff = octokit.rest.repos.getCommit({ ...where, ref: 'main', mediaType: { format: 'diff' } });
    await expect(diff).rejects.toMatchObject({ status: 501 });
  });

  it('compares two commits, and marks a file without a last line break', async () => {
    const base = await world.commitFiles({ ...where, branch: 'compared', files: { 'f.txt': 'one\ntwo\n' } });
    const head = await world.commitFiles({ ...where, branch: 'compared', files: { 'f.txt': 'one\nzwei' } });
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...where,
      basehead: `${base}...${head}`,
    });
    expect(data).toMatchObject({ status: 'ahead', ahead_by: 1, files: [{ filename: 'f.txt' }] });
    expect(data.files?.[0]?.patch).toBe('@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n\\ No newline at end of file');
  });

  it('answers 404 for a comparison with zeros', async () => {
    const compare = octokit.rest.repos.compareCommitsWithBasehead({
      ...where,
      basehead: `${'0'.repeat(40)}...main`,
    });
    await expect(compare).rejects.toMatchObject({ status: 404 });
  });

  it('lists the true files of a pull request', async () => {
    await world.commitFiles({ ...where, branch: 'pull', files: { 'pulled.txt': 'p\n' } });
    const pull = await world.call('POST', '/repos/octo/app/pulls', {
      title: 'P',
      head: 'pull',
      base: 'main',
    });
    const { data } = await octokit.rest.pulls.listFiles({
      ...where,
      pull_number: Number(Object(pull)['number']),
    });
    expect(data).toMatchObject([{ filename: 'pulled.txt', status: 'added', patch: '@@ -0,0 +1 @@\n+p' }]);
  });

  it("keeps issues by the App, with GitHub's limits", async () => {
    const { data } = await octokit.rest.issues.create({
      ...where,
      title: 'A leak',
      body: 'dead',
      labels: ['rekey'],
    });
    expect(data).toMatchObject({
      number: expect.any(Number),
      user: { login: 'rekey[bot]', type: 'Bot' },
      performed_via_github_app: { id: world.appId },
    });
    const issue = { ...where, issue_number: data.number };
    await octokit.rest.issues.createComment({ ...issue, body: 'and gone' });
    await octokit.rest.issues.update({ ...issue, state: 'closed', state_reason: 'completed' });
    expect(await world.getIssue({ ...where, number: data.number })).toMatchObject({
      state: 'closed',
      state_reason: 'completed',
      labels: [{ name: 'rekey' }],
    });
    expect(await world.listComments({ ...where, number: data.number })).toEqual(['and gone']);
    const mine = { ...where, creator: 'rekey[bot]', state: 'all', labels: 'rekey' } as const;
    expect((await octokit.rest.issues.listForRepo(mine)).data).toHaveLength(1);
    expect(await world.listIssues(where)).toHaveLength(1);
    const long = octokit.rest.issues.create({ ...where, title: 'Long', body: 'x'.repeat(65_537) });
    await expect(long).rejects.toMatchObject({ status: 422 });
    const disabled = octokit.rest.issues.create({ owner: 'octo', repo: 'open', title: 'No' });
    await expect(disabled).rejects.toMatchObject({ status: 410 });
  });

  it('refuses a token that nobody gave out', async () => {
    const response = await fetch(`${world.apiUrl}/repos/octo/app`, {
      headers: { authorization: 'Bearer nobody' },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ message: 'Bad credentials' });
    const anonymous = await fetch(`${world.apiUrl}/repos/octo/app`);
    expect(anonymous.status).toBe(404);
  });
});
