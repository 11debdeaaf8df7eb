import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitHubRequest } from '../../../demo/world/github/exchange.ts';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import type { Octokit } from '../../../src/github/types.ts';
import { installationOctokit } from './world-octokit.ts';

const where = { owner: 'octo', repo: 'app' };
const creatingIssue = ({ method, path }: GitHubRequest) => method === 'POST' && path.endsWith('/issues');

describe('GitHub failing on demand', () => {
  let world: GitHubWorld;
  let octokit: Octokit;
  const create = (signal?: AbortSignal) =>
    octokit.rest.issues.create({
      ...where,
      title: 'A leak',
      ...(signal === undefined ? {} : { request: { signal } }),
    });
  const issueCount = async () => (await world.listIssues(where)).length;
  const lastRequest = () => world.requests.at(-1);

  beforeEach(async () => {
    world = await startGitHub();
    octokit = installationOctokit(world);
  });
  afterEach(() => world.close());

  it('answers with a status as often as asked, and does nothing', async () => {
    world.fault({ match: creatingIssue, kind: 'status', status: 502, times: 2 });
    await expect(create()).rejects.toMatchObject({ status: 502 });
    await expect(create()).rejects.toMatchObject({ status: 502 });
    expect(await issueCount()).toBe(0);
    expect(lastRequest()).toMatchObject({ status: 502, performed: false, caller: 'installation' });
    await create();
    expect(await issueCount()).toBe(1);
    expect(lastRequest()).toMatchObject({ status: 201, performed: true, body: { title: 'A leak' } });
  });

  it('answers with a secondary rate limit', async () => {
    world.fault({ match: creatingIssue, kind: 'secondary-limit', retryAfterSeconds: 7 });
    await expect(create()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('secondary rate limit'),
      response: { headers: { 'retry-after': '7' } },
    });
    expect(await issueCount()).toBe(0);
  });

  it('never answers, or breaks the connection', async () => {
    world.fault({ match: creatingIssue, kind: 'timeout' });
    const sender = new AbortController();
    const created = create(sender.signal);
    while (!lastRequest()?.path.endsWith('/issues')) await sleep(5);
    await sleep(50);
    sender.abort();
    await expect(created).rejects.toMatchObject({ status: 500 });
    expect(lastRequest()).toMatchObject({ status: 0, performed: false });
    world.fault({ match: creatingIssue, kind: 'reset' });
    await expect(create()).rejects.toMatchObject({ status: 500 });
    expect(await issueCount()).toBe(0);
    expect(lastRequest()).toMatchObject({ status: 0, performed: false });
  });

  it('answers late', async () => {
    world.fault({ match: creatingIssue, kind: 'slow', delayMs: 150 });
    const started = performance.now();
    await create();
    expect(performance.now() - started).toBeGreaterThan(140);
    expect(await issueCount()).toBe(1);
  });

  it('does what was asked but loses the answer', async () => {
    world.fault({ match: creatingIssue, kind: 'lost-answer' });
    await expect(create()).rejects.toMatchObject({ status: 500 });
    expect(lastRequest()).toMatchObject({ status: 0, performed: true });
    world.fault({ match: creatingIssue, kind: 'lost-answer', status: 504 });
    await expect(create()).rejects.toMatchObject({ status: 504 });
    expect(await issueCount()).toBe(2);
  });

  it('holds a request before GitHub, and lets it through', async () => {
    const gate = world.gate(creatingIssue);
    const created = create();
    expect(await gate.arrived).toMatchObject({ method: 'POST', body: { title: 'A leak' } });
    expect(await issueCount()).toBe(0);
    gate.release();
    expect((await created).status).toBe(201);
    expect(await issueCount()).toBe(1);
    await create();
    expect(await issueCount()).toBe(2);
  });

  it('never carries out a held request whose sender is gone', async () => {
    const gate = world.gate(creatingIssue);
    const sender = new AbortController();
    const created = create(sender.signal);
    await gate.arrived;
    sender.abort();
    await expect(created).rejects.toMatchObject({ status: 500 });
    await gate.abandoned;
    gate.release();
    await create();
    expect(await issueCount()).toBe(1);
  });

  it('holds a request after GitHub did it', async () => {
    const gate = world.gate(creatingIssue, { when: 'after' });
    const created = create();
    await gate.arrived;
    expect(await issueCount()).toBe(1);
    expect(lastRequest()).toMatchObject({ status: 0, performed: true });
    gate.release();
    expect((await created).status).toBe(201);
  });
});
