import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import type { Octokit } from '../../../src/github/types.ts';
import { installationOctokit } from './world-octokit.ts';
import { startReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const where = { owner: 'octo', repo: 'app' };
const annotations = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: '.mcp.json',
    start_line: i + 1,
    end_line: i + 1,
    start_column: 3,
    end_column: 9,
    annotation_level: 'failure' as const,
    message: `leak ${i}`,
    title: 'Leak',
  }));
const output = (count: number) => ({
  title: 'Leaks',
  summary: 'They are dead.',
  annotations: annotations(count),
});

describe('check runs', () => {
  let world: GitHubWorld;
  let octokit: Octokit;
  let receiver: WebhookReceiver;
  let sha: string;

  beforeAll(async () => {
    receiver = await startReceiver();
    world = await startGitHub({ webhookUrl: receiver.url });
    octokit = installationOctokit(world);
    sha = await world.commitFiles({ ...where, files: { '.mcp.json': '{}\n' } });
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  it('adds the annotations of each update, with columns', async () => {
    const created = await octokit.rest.checks.create({
      ...where,
      name: 'Rekey',
      head_sha: sha,
      external_id: 'one',
      conclusion: 'failure',
      output: output(50),
    });
    expect(created.data).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      app: { id: world.appId },
    });
    const run = { ...where, check_run_id: created.data.id };
    const updated = await octokit.rest.checks.update({ ...run, output: output(20) });
    expect(updated.data.output.annotations_count).toBe(70);
    const listed = await octokit.paginate(octokit.rest.checks.listAnnotations, { ...run, per_page: 50 });
    expect(listed).toHaveLength(70);
    expect(listed[0]).toMatchObject({ start_column: 3, end_column: 9, title: 'Leak' });
    const [seen] = await world.listCheckRuns({ ...where, sha });
    expect(seen).toMatchObject({ external_id: 'one', output: { annotations_count: 70 } });
    expect(seen?.annotations).toHaveLength(70);
    const { payload } = await world.waitForDelivery(({ event }) => event === 'check_run');
    expect(payload).toMatchObject({ action: 'created', check_run: { app: { id: world.appId } } });
  });

  it('finds runs by name and App, page by page', async () => {
    for (const name of ['one', 'two', 'three'])
      await octokit.rest.checks.create({ ...where, name, head_sha: sha, status: 'in_progress' });
    const list = { ...where, ref: sha };
    const named = await octokit.rest.checks.listForRef({ ...list, check_name: 'two', app_id: world.appId });
    expect(named.data.check_runs.map(({ name, status }) => [name, status])).toEqual([['two', 'in_progress']]);
    const foreign = await octokit.rest.checks.listForRef({ ...list, app_id: 1 });
    expect(foreign.data.total_count).toBe(0);
    const all = await octokit.paginate(octokit.rest.checks.listForRef, { ...list, per_page: 2 });
    expect(all.map(({ name }) => name).toSorted()).toEqual(['Rekey', 'one', 'three', 'two']);
  });

  it('refuses what GitHub refuses, and remembers it', async () => {
    const create = (change: object) =>
      octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        ...where,
        name: 'Bad',
        head_sha: sha,
        ...change,
      });
    await expect(create({ output: output(51) })).rejects.toMatchObject({ status: 422 });
    await expect(create({ status: 'completed' })).rejects.toMatchObject({ status: 422 });
    await expect(create({ head_sha: 'b'.repeat(40) })).rejects.toMatchObject({ status: 422 });
    expect(world.violations).toEqual([expect.stringContaining('must NOT have more than 50 items')]);
    expect((await world.listCheckRuns({ ...where, sha })).filter(({ name }) => name === 'Bad')).toEqual([]);
  });
});
