import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { BrokerContext } from '../../../src/broker-service/context.ts';
import { deriveBrokerKeys, keyedDigest } from '../../../src/broker-service/keys/own-keys.ts';
import type { StoredRequest } from '../../../src/broker-service/store/schema.ts';
import type { Job } from '../../../src/broker-service/work/job.ts';
import { keepSights, readSights } from '../../../src/broker-service/work/sights.ts';
import { createRevocationStore } from '../../../src/broker-service/work/store-revocations.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const keys = deriveBrokerKeys(randomBytes(32));
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;
let context: BrokerContext;
beforeAll(async () => {
  store = await openTestBrokerStore();
  context = { db: store.db, keys } as unknown as BrokerContext;
});
afterAll(() => store.remove());

const FACTS = { resource: 'https://mcp.acme.example/mcp', clientId: 'agent' };
const SIGHT = [{ at: new Date(), event: 'refresh_issued', http: 200 }];

/** A stored revocation of a part of MCP's OAuth. */
async function makeJob(value: string, more: Partial<Job> & { readonly facts?: object } = {}): Promise<Job> {
  const { facts = FACTS, ...rest } = more;
  const request: StoredRequest = {
    provider: 'mcp',
    type: 'mcp-refresh-token',
    action: 'safest',
    reason: 'leaked_private',
    trust: { issuers: [], servers: [] },
    ...facts,
  };
  const job: Job = {
    id: randomUUID(),
    client: 'app',
    owner: 'acme',
    valueDigest: keyedDigest(keys, value),
    request,
    secret: new Secret(value),
    admitted: false,
    seenLive: false,
    attempts: 1,
    probes: 0,
    ...rest,
  };
  const asked = { ...job, idempotencyKey: randomUUID(), bodyDigest: 'd' };
  await createRevocationStore(store.db, keys, Date.now)(asked);
  return job;
}

const value = () => randomBytes(20).toString('hex');

describe('a sight that the broker keeps', () => {
  it('holds for later tries, and for other requests with the same value and the same things beside it', async () => {
    const token = value();
    const job = await makeJob(token);
    expect(await readSights(context, job)).toEqual([]);
    await keepSights(context, job, SIGHT, undefined);
    expect(await readSights(context, job)).toEqual(['refresh_issued']);
    expect(await readSights(context, await makeJob(token))).toEqual(['refresh_issued']);
    const row = await store.db
      .selectFrom('broker_revocations')
      .select('seen_live')
      .where('id', '=', job.id)
      .executeTakeFirstOrThrow();
    expect(row.seen_live).toBe(true);
  });

  it.each([
    ['another server', { facts: { ...FACTS, resource: 'https://mcp.other.example/mcp' } }],
    ['another client', { facts: { ...FACTS, clientId: 'other' } }],
    ['an address of its client', { facts: { ...FACTS, keyId: 'https://auth.acme.example/reg/1' } }],
    ['nothing', { facts: {} }],
    ['another owner', { owner: 'octo' }],
  ])('does not hold for one with %s', async (_what, more) => {
    const token = value();
    await keepSights(context, await makeJob(token), SIGHT, undefined);
    expect(await readSights(context, await makeJob(token, more))).toEqual([]);
  });

  it('of another part of the same leak is kept for that, where it is asked for', async () => {
    const [access, refresh] = [value(), value()];
    const beside = { refreshToken: new Secret(refresh) };
    const job = await makeJob(access, { beside });
    // Nobody has asked for it yet.
    await keepSights(context, job, SIGHT, 'refreshToken');
    const [other, elsewhere] = [
      await makeJob(refresh),
      await makeJob(refresh, { facts: { ...FACTS, clientId: 'other' } }),
    ];
    expect(await readSights(context, other)).toEqual([]);
    await keepSights(context, job, SIGHT, 'refreshToken');
    expect(await readSights(context, other)).toEqual(['refresh_issued']);
    expect(await readSights(context, elsewhere)).toEqual([]);
    expect(await readSights(context, job)).toEqual([]);
    await keepSights(context, job, SIGHT, 'clientSecret');
    expect(await readSights(context, job)).toEqual([]);
  });
});
