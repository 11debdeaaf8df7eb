import { createHmac, timingSafeEqual } from 'node:crypto';

/** A message may be this much older or newer than our clock, in seconds. */
const TOLERANCE_SECONDS = 300;
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

/** The three headers of a signed message. */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** Why a message is refused; `undefined` when it is good. */
export type Refusal = 'malformed' | 'stale' | 'forged';

/**
 * The key of a secret as the specification writes it: base64, with or without `whsec_`. Undefined when it is no base64
 * of 24 to 64 bytes.
 */
export function webhookKey(secret: string): Buffer | undefined {
  const text = secret.trim().replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES ? key : undefined;
}

function signature(key: Buffer, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}

/**
 * Signs a message by Standard Webhooks 1.0, symmetric scheme `v1`.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param at milliseconds since the epoch
 */
export function signWebhook(
  key: Buffer,
  message: { readonly id: string; readonly at: number; readonly body: string },
): SignedHeaders {
  const timestamp = String(Math.floor(message.at / 1000));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature(key, message.id, timestamp, message.body).toString('base64')}`,
  };
}

/**
 * Checks a message against one key: its form, its age, and that one of its signatures is ours. Whether its id was seen
 * before is for the caller to know.
 *
 * @param body exactly the bytes that arrived
 * @param now milliseconds since the epoch
 */
export function checkWebhook(
  key: Buffer,
  headers: Readonly<Partial<Record<string, string | readonly string[]>>>,
  body: string | Uint8Array,
  now: number,
): Refusal | undefined {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return 'malformed';
  if (!/^[\w.:-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || signatures.length > 2000)
    return 'malformed';
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return 'stale';
  const wanted = signature(key, id, timestamp, body);
  const good = signatures.split(' ').some((part) => {
    const [version, value = ''] = part.split(',', 2);
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  return good ? undefined : 'forged';
}
