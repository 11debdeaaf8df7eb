import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhooks } from '@octokit/webhooks';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import type { Delivery } from '../../../demo/world/github/webhook-relay.ts';
import { startReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const ZEROS = '0'.repeat(40);
const where = { owner: 'octo', repo: 'app' };

describe('push webhooks', () => {
  let world: GitHubWorld;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    world = await startGitHub({ webhookUrl: receiver.url, maxPushCommits: 4 });
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  const pushOf = (after: string, ref?: string) =>
    world.waitForDelivery(
      ({ event, payload }: Delivery) =>
        event === 'push' && payload['after'] === after && (ref === undefined || payload['ref'] === ref),
    );
  const mainTip = async () => (await world.tipOf({ ...where, ref: 'main' })) ?? '';

  it("signs with the App's secret and sends GitHub's headers", async () => {
    const sha = await world.commitFiles({ ...where, files: { 'signed.txt': 'é\n' } });
    const delivery = await pushOf(sha);
    const sent = receiver.received.find(({ headers }) => headers['x-github-delivery'] === delivery.guid);
    const hooks = new Webhooks({ secret: world.webhookSecret });
    const signature = String(sent?.headers['x-hub-signature-256']);
    expect(await hooks.verify(sent?.body ?? '', signature)).toBe(true);
    expect(await hooks.verify(`${sent?.body} `, signature)).toBe(false);
    expect(delivery.guid).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(sent?.headers).toMatchObject({
      'x-github-event': 'push',
      'x-github-hook-installation-target-id': String(world.appId),
      'x-github-hook-installation-target-type': 'integration',
      'content-type': 'application/json',
    });
    expect(delivery).toMatchObject({ status: 202, redelivery: false });
  });

  it('sends one push with every commit of it, oldest first', async () => {
    const before = await mainTip();
    const shas = await world.pushCommits({
      ...where,
      commits: [
        { message: 'add', files: { 'a/new.txt': 'one\n', 'b.txt': 'b\n' } },
        { message: 'change', files: { 'a/new.txt': 'two\n' } },
        { message: 'rename', files: { 'b.txt': null, 'c.txt': 'b\n' } },
        { message: 'remove', files: { 'c.txt': null } },
      ],
    });
    const last = shas.at(-1) ?? '';
    const { payload } = await pushOf(last);
    expect(payload).toMatchObject({
      ref: 'refs/heads/main',
      before,
      after: last,
      created: false,
      deleted: false,
      forced: false,
      base_ref: null,
      installation: { id: world.installationId },
      pusher: { name: 'octo' },
      repository: { full_name: 'octo/app', owner: { login: 'octo', name: 'octo' }, private: true },
      head_commit: { id: last, message: 'remove' },
      commits: [
        {
          id: shas[0],
          message: 'add',
          distinct: true,
          added: ['a/new.txt', 'b.txt'],
          removed: [],
          modified: [],
        },
        { id: shas[1], message: 'change', added: [], removed: [], modified: ['a/new.txt'] },
        { id: shas[2], message: 'rename', added: ['c.txt'], removed: ['b.txt'], modified: [] },
        { id: shas[3], message: 'remove', added: [], removed: ['c.txt'], modified: [] },
      ],
    });
    const ranged = world.deliveries.filter(
      (delivery) => delivery.event === 'push' && delivery.payload['before'] === before,
    );
    expect(ranged).toHaveLength(1);
  });

  it('lists no more commits than the limit', async () => {
    const commits = ['1', '2', '3', '4', '5', '6'].map((n) => ({ message: n, files: { 'n.txt': `${n}\n` } }));
    const shas = await world.pushCommits({ ...where, commits });
    const { payload } = await pushOf(shas.at(-1) ?? '');
    expect(payload['commits']).toMatchObject(shas.slice(2).map((id) => ({ id })));
  });

  it('tells of a new branch with zeros before, and only of commits that are new', async () => {
    const main = await mainTip();
    await world.push({ ...where, ref: 'same', sha: main });
    expect((await pushOf(main, 'refs/heads/same')).payload).toMatchObject({
      before: ZEROS,
      created: true,
      forced: false,
      base_ref: 'refs/heads/main',
      commits: [],
      head_commit: { id: main },
    });
    const sha = await world.commitFiles({ ...where, branch: 'feature/x', files: { 'x.txt': 'x\n' } });
    expect((await pushOf(sha)).payload).toMatchObject({
      ref: 'refs/heads/feature/x',
      before: ZEROS,
      created: true,
      base_ref: null,
      commits: [{ id: sha, distinct: true }],
    });
    const created = await world.waitForDelivery(
      ({ event, payload }) => event === 'create' && payload['ref'] === 'feature/x',
    );
    expect(created.payload).toMatchObject({ ref_type: 'branch', master_branch: 'main' });
  });

  it('tells of a force push', async () => {
    const root = await mainTip();
    const old = await world.commitFiles({ ...where, branch: 'forced', files: { 'old.txt': 'o\n' } });
    const sha = await world.commitFiles({
      ...where,
      branch: 'forced',
      files: { 'new.txt': 'n\n' },
      parents: [root],
      force: true,
    });
    expect((await pushOf(sha)).payload).toMatchObject({
      before: old,
      created: false,
      forced: true,
      commits: [{ id: sha, added: ['new.txt'] }],
    });
  });

  it('marks commits that another branch has as not distinct', async () => {
    const sha = await world.commitFiles({ ...where, branch: 'topic', files: { 't.txt': 't\n' } });
    await world.push({ ...where, ref: 'main', sha });
    expect((await pushOf(sha, 'refs/heads/main')).payload).toMatchObject({
      commits: [{ id: sha, distinct: false }],
    });
  });

  it('tells of a merge with the commits that it brings', async () => {
    const main = await mainTip();
    const side = await world.createCommit({ ...where, files: { 'side.txt': 's\n' }, parents: [main] });
    const merge = await world.commitFiles({
      ...where,
      message: 'merge',
      files: { 'side.txt': 's\n' },
      parents: [main, side],
    });
    const { payload } = await pushOf(merge);
    expect(payload['commits']).toMatchObject([{ id: side }, { id: merge }]);
  });

  it('tells of tags, plain and annotated', async () => {
    const main = await mainTip();
    await world.createTag({ ...where, tag: 'v1', sha: main });
    expect((await pushOf(main, 'refs/tags/v1')).payload).toMatchObject({
      before: ZEROS,
      created: true,
      commits: [],
      head_commit: { id: main },
    });
    const tag = await world.createTag({ ...where, tag: 'v2', sha: main, message: 'second' });
    expect(tag).not.toBe(main);
    expect((await pushOf(tag)).payload).toMatchObject({ ref: 'refs/tags/v2', head_commit: { id: main } });
  });

  it('tells of a deleted branch with zeros after, as push and as delete', async () => {
    const sha = await world.commitFiles({ ...where, branch: 'gone#1', files: { 'g.txt': 'g\n' } });
    await pushOf(sha);
    await world.deleteRef({ ...where, ref: 'gone#1' });
    expect((await pushOf(ZEROS)).payload).toMatchObject({
      ref: 'refs/heads/gone#1',
      before: sha,
      created: false,
      deleted: true,
      forced: false,
      commits: [],
      head_commit: null,
    });
    const deleted = await world.waitForDelivery(({ event }) => event === 'delete');
    expect(deleted.payload).toMatchObject({ ref: 'gone#1', ref_type: 'branch' });
  });

  it('carries binary files and a change through the contents API', async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    const sha = await world.commitFiles({ ...where, files: { 'logo.bin': bytes } });
    expect((await pushOf(sha)).payload).toMatchObject({ commits: [{ added: ['logo.bin'] }] });
    await world.call('PUT', '/repos/octo/app/contents/web.txt', {
      message: 'by the web',
      content: Buffer.from('web\n').toString('base64'),
    });
    const { payload } = await pushOf(await mainTip());
    expect(payload).toMatchObject({
      created: false,
      head_commit: { message: 'by the web' },
      commits: [{ added: ['web.txt'], distinct: true }],
    });
  });

  it('starts the history of an empty repository', async () => {
    const own = await startGitHub({
      webhookUrl: receiver.url,
      repositories: [{ owner: 'octo', name: 'empty', autoInit: false }],
    });
    const sha = await own.commitFiles({ owner: 'octo', repo: 'empty', files: { 'a.txt': 'a\n' } });
    const { payload } = await own.waitForDelivery(({ event }) => event === 'push');
    expect(payload).toMatchObject({ before: ZEROS, created: true, commits: [{ id: sha, added: ['a.txt'] }] });
    await own.close();
  });

  it('says nothing of events that the App does not subscribe to', async () => {
    const own = await startGitHub({ webhookUrl: receiver.url, events: ['create'] });
    const sha = await own.commitFiles({ ...where, branch: 'b', files: { 'a.txt': 'a\n' } });
    await own.waitForDelivery(({ event }) => event === 'create');
    await own.commitFiles({ ...where, branch: 'b', files: { 'a.txt': 'b\n' }, parents: [sha] });
    await own.push({ ...where, ref: 'c', sha });
    await own.waitForDelivery(({ payload }) => payload['ref'] === 'c');
    expect(own.deliveries.map(({ event }) => event)).toEqual(['create', 'create']);
    await own.close();
  });
});
