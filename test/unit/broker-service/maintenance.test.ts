import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { useOnce } from '../../../src/broker-service/auth/seen.ts';
import { deriveBrokerKeys } from '../../../src/broker-service/keys/own-keys.ts';
import { forgetOld } from '../../../src/broker-service/maintenance.ts';
import { createSettle } from '../../../src/broker-service/work/settle.ts';
import { createRevocationStore } from '../../../src/broker-service/work/store-revocations.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const HOUR = 3_600_000;
const start = Date.parse('2026-11-25T04:00:00Z');
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;

beforeAll(async () => {
  store = await openTestBrokerStore();
});
afterAll(() => store.remove());

it('forgets used ids, keys of ended revocations after a day, and all of them after 90', async () => {
  const id = randomUUID();
  const request = {
    provider: 'github',
    type: 'github-pat-classic',
    action: 'safest',
    reason: 'manual',
    trust: { issuers: [], servers: [] },
  } as const;
  const submit = (own: string) =>
    createRevocationStore(
      store.db,
      deriveBrokerKeys(randomBytes(32)),
      () => start,
    )({
      id: own,
      client: 'app',
      owner: 'octo',
      idempotencyKey: 'the-same-key-again',
      bodyDigest: 'd',
      valueDigest: 'v',
      request,
      secret: new Secret('x'),
    });
  expect(await submit(id)).toBe(true);
  const end = { state: 'revoked_verified', seenLive: true, probes: 0, ended: true, messages: [] } as const;
  const steps = [{ at: new Date(start), event: 'probe_dead', http: 401 }];
  await createSettle(store.db, () => start)({ id, ...end, steps });
  const sealed = await store.db.selectFrom('broker_revocations').select('sealed').executeTakeFirst();
  expect(sealed).toEqual({ sealed: null });
  expect(await useOnce(store.db, 'app', 'jti:1', start + HOUR)).toBe(true);

  await forgetOld(store.db, start + HOUR - 1);
  expect(await useOnce(store.db, 'app', 'jti:1', start + HOUR)).toBe(false);
  expect(await submit(randomUUID())).toBe(false);

  await forgetOld(store.db, start + 25 * HOUR);
  expect(await useOnce(store.db, 'app', 'jti:1', start + HOUR)).toBe(true);
  expect(await submit(randomUUID())).toBe(true);

  await forgetOld(store.db, start + 91 * 24 * HOUR);
  const left = await store.db.selectFrom('broker_revocations').select(['id', 'state']).execute();
  expect(left.map(({ state }) => state)).toEqual(['queued']);
});
