import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactEncrypt, importJWK } from 'jose';
import type { EncryptionKey } from '../../../src/broker-contract/capabilities.ts';
import { createKeyring } from '../../../src/broker-service/keys/keyring.ts';
import { deriveBrokerKeys } from '../../../src/broker-service/keys/own-keys.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const keys = deriveBrokerKeys(randomBytes(32));
const times = { offeredMs: 1000, overlapMs: 500 };
const secret = randomBytes(20).toString('hex');
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;
let now = 10_000;

beforeAll(async () => {
  store = await openTestBrokerStore();
});
afterAll(() => store.remove());

const ring = () => createKeyring({ db: store.db, keys, now: () => now, times });

async function sealFor(key: EncryptionKey | undefined, value: string | Uint8Array = secret, enc = 'A256GCM') {
  if (!key) throw new Error('no key');
  return new CompactEncrypt(Buffer.from(value))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc, kid: key.kid })
    .encrypt(await importJWK(key, 'ECDH-ES+A256KW'));
}

/** The first character of the ciphertext becomes another; the last one may hold bits that mean nothing. */
function changeCiphertext(jwe: string): string {
  const parts = jwe.split('.');
  const text = parts[3] ?? '';
  parts[3] = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
  return parts.join('.');
}

describe('the keyring', () => {
  it('opens with the old key while the new one is offered, and no longer after the overlap', async () => {
    const [first] = await ring().offered();
    const sealed = await sealFor(first);
    expect((await ring().open(sealed)).reveal()).toBe(secret);

    now += 1100;
    const offered = await ring().offered();
    expect(offered.map(({ kid }) => kid)).toEqual([expect.not.stringMatching(first?.kid ?? ''), first?.kid]);
    expect((await ring().open(sealed)).reveal()).toBe(secret);

    now += 500;
    await expect(ring().open(sealed)).rejects.toMatchObject({
      problem: 'bad-credential-encoding',
      detail: expect.stringContaining('fetch the keys again'),
    });
    expect((await ring().offered()).map(({ kid }) => kid)).not.toContain(first?.kid);
  });

  it('shares its keys with other processes of the same broker, and keeps the private half sealed', async () => {
    const [key] = await ring().offered();
    const other = ring();
    expect((await other.open(await sealFor(key))).reveal()).toBe(secret);
    const rows = await store.db.selectFrom('broker_keys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('"d":');
  });

  it('publishes nothing private', async () => {
    for (const key of await ring().offered()) expect(Object.keys(key)).not.toContain('d');
  });

  it.each<[string, (key: EncryptionKey | undefined) => Promise<string>]>([
    ['another content encryption', (key) => sealFor(key, secret, 'A128CBC-HS256')],
    ['an empty value', (key) => sealFor(key, '')],
    ['a value that is no text', (key) => sealFor(key, Buffer.from([0xff, 0xfe, 0xfd]))],
    ['a value that is too long', (key) => sealFor(key, 'x'.repeat(16_385))],
    ['a changed ciphertext', async (key) => changeCiphertext(await sealFor(key))],
    ['no JWE', () => Promise.resolve('a.b.c.d.e')],
  ])('refuses %s', async (_what, make) => {
    const [key] = await ring().offered();
    await expect(ring().open(await make(key))).rejects.toMatchObject({ problem: 'bad-credential-encoding' });
  });
});
