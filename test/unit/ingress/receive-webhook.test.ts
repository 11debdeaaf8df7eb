import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { once } from 'node:events';
import { sign } from '@octokit/webhooks-methods';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createMetrics } from '../../../src/base/metrics.ts';
import { MAX_PAYLOAD_BYTES, receiveWebhook, type Webhook } from '../../../src/ingress/receive-webhook.ts';
import { createSignatureCheck } from '../../../src/ingress/verify-signature.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';

const current = randomBytes(16).toString('hex');
const previous = randomBytes(16).toString('hex');
const body = JSON.stringify({ zen: 'Keep it logically awesome.', installation: { id: 1 } });

let server: WebServer;
const metrics = createMetrics();
let accepted: Webhook[];
let accept: (webhook: Webhook) => Promise<void>;

beforeAll(async () => {
  const verify = createSignatureCheck([current, previous]);
  const log = pino({ level: 'silent' });
  server = await listen(
    (req, res) =>
      void receiveWebhook(req, res, { verify, accept: (webhook) => accept(webhook), metrics, log }),
    '127.0.0.1',
    0,
  );
});
afterAll(() => server.close());
beforeEach(() => {
  accepted = [];
  accept = (webhook) => Promise.resolve(void accepted.push(webhook));
});

async function post(payload: string, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${server.port}/`, {
    method: 'POST',
    body: payload,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': randomUUID(),
      'x-github-event': 'ping',
      'x-hub-signature-256': await sign(current, payload),
      ...headers,
    },
  });
}

/** How many webhooks were counted so far. */
const count = async () => ({
  refused: Object.fromEntries(
    (await metrics.webhooksRefused.get()).values.map(({ labels, value }) => [labels.reason, value]),
  ),
  stored: (await metrics.webhookSeconds.get()).values.find(
    ({ metricName }) => metricName === 'rekey_webhook_seconds_count',
  )?.value,
});

describe('receiveWebhook', () => {
  it('accepts what GitHub signed, and answers 202 only after it is stored', async () => {
    let stored = false;
    accept = async () => {
      await new Promise((done) => setTimeout(done, 50));
      stored = true;
    };
    expect((await post(body)).status).toBe(202);
    expect(stored).toBe(true);
  });

  it('accepts either secret during a rotation', async () => {
    expect((await post(body, { 'x-hub-signature-256': await sign(previous, body) })).status).toBe(202);
    expect(accepted).toHaveLength(1);
  });

  it.each([
    ['another secret', async () => sign('other', body)],
    ['another body', async () => sign(current, `${body} `)],
    ['nothing', () => Promise.resolve('')],
    ['garbage', () => Promise.resolve('sha256=zz')],
    ['a SHA-1 signature', () => Promise.resolve('sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709')],
  ])('answers 401 to a signature by %s', async (_name, signature) => {
    const response = await post(body, { 'x-hub-signature-256': await signature() });
    expect(response.status).toBe(401);
    expect(accepted).toEqual([]);
  });

  it('counts what it refused by its reason, and times what it stored', async () => {
    const before = await count();
    await post(body);
    await post(body, { 'x-hub-signature-256': 'sha256=zz' });
    accept = () => Promise.reject(new Error('the database is away'));
    expect((await post(body)).status).toBe(500);
    const { bad_signature: wrong = 0, not_stored: lost = 0 } = before.refused;
    expect(await count()).toEqual({
      refused: { ...before.refused, bad_signature: wrong + 1, not_stored: lost + 1 },
      stored: (before.stored ?? 0) + 1,
    });
  });

  it.each([
    ['no JSON', 'payload=%7B%7D'],
    ['no object', '[1]'],
  ])('answers 400 to a signed body that is %s', async (_name, payload) => {
    expect((await post(payload)).status).toBe(400);
    expect(accepted).toEqual([]);
  });

  it('answers 400 to headers that are not those of GitHub', async () => {
    expect((await post(body, { 'x-github-delivery': '../../etc' })).status).toBe(400);
    expect((await post(body, { 'x-github-event': 'Push<script>' })).status).toBe(400);
    expect(accepted).toEqual([]);
  });

  it('answers 413 to a body that says it is too large, before it is sent', async () => {
    const call = request({
      port: server.port,
      method: 'POST',
      headers: {
        'content-length': MAX_PAYLOAD_BYTES + 1,
        'x-github-delivery': 'd',
        'x-github-event': 'push',
      },
    });
    call.flushHeaders();
    const [response] = (await once(call, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
    call.destroy();
  });

  it('answers 413 to a body that grows too large', async () => {
    const call = request({
      port: server.port,
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked', 'x-github-delivery': 'd', 'x-github-event': 'push' },
    });
    call.on('error', () => undefined);
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const response = once(call, 'response') as Promise<[{ statusCode: number }]>;
    for (let sent = 0; sent <= MAX_PAYLOAD_BYTES; sent += chunk.length) call.write(chunk);
    expect((await response)[0].statusCode).toBe(413);
    call.destroy();
  });

  it('takes a body of exactly the limit', async () => {
    const payload = `{"pad":"${'x'.repeat(MAX_PAYLOAD_BYTES - 10)}"}`;
    expect(Buffer.byteLength(payload)).toBe(MAX_PAYLOAD_BYTES);
    expect((await post(payload)).status).toBe(202);
  });

  it('answers 500 when it could not be stored, without the reason', async () => {
    accept = () => Promise.reject(new Error('the disk is full of private things'));
    const response = await post(body);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('not stored; deliver again\n');
  });
});
