import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkWebhook, signWebhook, webhookKey } from '../../../src/base/standard-webhooks.ts';

const key = randomBytes(32);
const at = Date.parse('2026-11-25T04:00:00Z');
const message = { id: 'msg_1', at, body: '{"a":1}' };

describe('webhookKey', () => {
  it('reads base64 of 24 to 64 bytes, with and without the prefix', () => {
    const text = key.toString('base64');
    expect(webhookKey(text)).toEqual(key);
    expect(webhookKey(`whsec_${text}\n`)).toEqual(key);
    expect(webhookKey(randomBytes(23).toString('base64'))).toBeUndefined();
    expect(webhookKey(randomBytes(65).toString('base64'))).toBeUndefined();
    expect(webhookKey('not base64!')).toBeUndefined();
  });
});

describe('signWebhook', () => {
  it('signs as the implementations of the specification do', () => {
    // The example that the reference libraries test with: https://github.com/standard-webhooks/standard-webhooks
    const example = webhookKey(['whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_')) ?? key;
    const headers = signWebhook(example, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('checkWebhook', () => {
  const headers = { ...signWebhook(key, message) };

  it('takes a good message, also with other signatures beside it', () => {
    expect(checkWebhook(key, headers, message.body, at)).toBeUndefined();
    const rotated = { ...headers, 'webhook-signature': `v1a,abc v1,AAAA ${headers['webhook-signature']}` };
    expect(checkWebhook(key, rotated, message.body, at)).toBeUndefined();
  });

  it.each<[string, object, string, number, string]>([
    ['another body', {}, '{"a":2}', 0, 'forged'],
    ['another id', { 'webhook-id': 'msg_2' }, message.body, 0, 'forged'],
    ['another time', { 'webhook-timestamp': String(at / 1000 + 1) }, message.body, 0, 'forged'],
    [
      'only a signature of another version',
      { 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') },
      message.body,
      0,
      'forged',
    ],
    ['a message five minutes old', {}, message.body, 300_001, 'stale'],
    ['a message five minutes ahead', {}, message.body, -300_001, 'stale'],
    ['no id', { 'webhook-id': undefined }, message.body, 0, 'malformed'],
    ['an id with a dot and a space', { 'webhook-id': 'a .b' }, message.body, 0, 'malformed'],
    ['a time that is none', { 'webhook-timestamp': '1e9' }, message.body, 0, 'malformed'],
    ['two signatures as a list', { 'webhook-signature': ['v1,a', 'v1,b'] }, message.body, 0, 'malformed'],
  ])('refuses %s', (_what, change, body, later, refusal) => {
    expect(checkWebhook(key, { ...headers, ...change }, body, at + later)).toBe(refusal);
  });

  it('refuses another key', () => {
    expect(checkWebhook(randomBytes(32), headers, message.body, at)).toBe('forged');
  });
});
