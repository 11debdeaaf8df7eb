import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';
import { appOctokit } from './world-octokit.ts';
import { startReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const where = { owner: 'octo', repo: 'app' };

describe('webhook deliveries', () => {
  let world: GitHubWorld;
  let receiver: WebhookReceiver;
  const push = async () => {
    const sha = await world.commitFiles({ ...where, files: { 'a.txt': `${Math.random()}\n` } });
    return world.waitForDelivery(({ event, payload }) => event === 'push' && payload['after'] === sha);
  };

  beforeEach(async () => {
    receiver = await startReceiver();
    world = await startGitHub({ webhookUrl: receiver.url, deliveryTimeoutMs: 200 });
  });
  afterEach(async () => {
    await world.close();
    await receiver.close();
  });

  it('delivers again with the same GUID and the same bytes', async () => {
    const first = await push();
    const second = await world.redeliver(first.guid);
    expect(second).toMatchObject({ guid: first.guid, redelivery: true, status: 202 });
    expect(second.id).not.toBe(first.id);
    const [one, two] = receiver.received;
    expect(two?.body).toBe(one?.body);
    expect(two?.headers['x-github-delivery']).toBe(one?.headers['x-github-delivery']);
    await expect(world.redeliver('no-such-guid')).rejects.toThrow('no-such-guid');
  });

  it('tries once, however that ends', async () => {
    receiver.answerWith(500);
    expect(await push()).toMatchObject({ status: 500 });
    receiver.answerWith(undefined);
    const silent = await push();
    expect(silent.status).toBe(0);
    expect(silent.ms).toBeGreaterThan(190);
    world.setWebhookTarget(undefined);
    expect(await push()).toMatchObject({ status: 0 });
    expect(world.deliveries).toHaveLength(3);
    expect(receiver.received).toHaveLength(2);
  });

  it('says when a delivery does not come', async () => {
    await expect(world.waitForDelivery(() => false, 20)).rejects.toThrow('within 20 ms');
  });

  it('signs and delivers any payload', async () => {
    const sent = await world.sendWebhook('installation', { action: 'deleted', installation: { id: 7 } });
    expect(sent).toMatchObject({ event: 'installation', action: 'deleted', status: 202 });
    expect(receiver.received[0]?.headers['x-github-event']).toBe('installation');
  });

  it('is listed, shown and redelivered by the API of the App', async () => {
    const pushes = [await push(), await push(), await push()];
    receiver.answerWith(503);
    pushes.push(await push());
    const octokit = appOctokit(world);
    const listed = await octokit.paginate(octokit.rest.apps.listWebhookDeliveries, { per_page: 3 });
    expect(listed.map(({ guid }) => guid)).toEqual(pushes.toReversed().map(({ guid }) => guid));
    expect(listed[0]).toMatchObject({ event: 'push', status_code: 503, redelivery: false });
    expect(listed[1]).toMatchObject({ status: 'OK', installation_id: world.installationId });

    receiver.answerWith(202);
    const delivery_id = pushes[3]?.id ?? 0;
    const { data } = await octokit.rest.apps.getWebhookDelivery({ delivery_id });
    expect(data.request.payload).toEqual(pushes[3]?.payload);
    await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id });
    const again = await world.waitForDelivery(({ redelivery }) => redelivery);
    expect(again).toMatchObject({ guid: pushes[3]?.guid, status: 202 });
    const unsigned = await fetch(`${world.apiUrl}/app/hook/deliveries`);
    expect(unsigned.status).toBe(401);
    expect(world.violations).toEqual([]);
  });
});
