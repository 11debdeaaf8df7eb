import { randomBytes, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { sign } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRekey, type RekeyProcess } from '../../demo/world/rekey-process.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const require = createRequire(import.meta.url);
const events = require('@octokit/webhooks-examples') as readonly Example[];
const secret = randomBytes(20).toString('hex');
let rekey: RekeyProcess;

beforeAll(async () => {
  // Nothing listens on port 9: what the jobs do afterwards is not the subject here.
  rekey = await startRekey({
    githubApiUrl: 'http://127.0.0.1:9',
    webhookSecret: `old,${secret}`,
    egressAllow: '',
  });
});
afterAll(() => rekey.kill());

async function deliver(event: string, payload: object, guid = randomUUID()): Promise<number> {
  const body = JSON.stringify(payload);
  const response = await fetch(`${rekey.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-hub-signature-256': await sign(secret, body),
    },
  });
  await response.text();
  return response.status;
}

async function stored(): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${rekey.url}/metrics`)).text();
  const lines = metrics.matchAll(/^rekey_webhooks_total\{event="(\w+)",result="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, event, result, n]) => [`${event} ${result}`, Number(n)]));
}

describe('the running server', () => {
  it('stores every example that GitHub gives of every event', async () => {
    const counts = new Map<string, number>();
    for (const { name, examples } of events) {
      for (const payload of examples) {
        expect([name, await deliver(name, { ...payload, installation: { id: 7 } })]).toEqual([name, 202]);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    expect(await stored()).toEqual(Object.fromEntries([...counts].map(([name, n]) => [`${name} stored`, n])));
    expect(counts.get('push')).toBeGreaterThan(1);
    expect(counts.get('repository')).toBeGreaterThan(1);
  });

  it('stores a delivery once, also when it comes five times at once', async () => {
    const before = (await stored())['push stored'] ?? 0;
    const payload = { ...events.find(({ name }) => name === 'push')?.examples[0], installation: { id: 7 } };
    const guid = randomUUID();
    const statuses = await Promise.all(Array.from({ length: 5 }, () => deliver('push', payload, guid)));
    expect(statuses).toEqual([202, 202, 202, 202, 202]);
    expect(await stored()).toMatchObject({ 'push stored': before + 1, 'push replayed': 4 });
  });

  it('accepts either secret, and takes the address that the set-up page registers', async () => {
    const body = '{"zen":"x"}';
    for (const [path, key, status] of [
      ['/', 'old', 202],
      ['/api/github/webhooks', 'old', 202],
      ['/', 'wrong', 401],
    ] as const) {
      const headers = {
        'content-type': 'application/json',
        'x-github-delivery': randomUUID(),
        'x-github-event': 'ping',
        'x-hub-signature-256': await sign(key, body),
      };
      const response = await fetch(`${rekey.url}${path}`, { method: 'POST', body, headers });
      expect([path, key, response.status]).toEqual([path, key, status]);
    }
  });
});
