import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Secret } from '../../../src/base/secret.ts';
import type { BrokerContext } from '../../../src/broker-service/context.ts';
import { deriveBrokerKeys, keyedDigest } from '../../../src/broker-service/keys/own-keys.ts';
import { createSignals } from '../../../src/broker-service/signals/signals.ts';
import { createBreaker } from '../../../src/broker-service/work/breaker.ts';
import type { Job } from '../../../src/broker-service/work/job.ts';
import { runRevocation } from '../../../src/broker-service/work/run-revocation.ts';
import { createSettle } from '../../../src/broker-service/work/settle.ts';
import { createRevocationStore } from '../../../src/broker-service/work/store-revocations.ts';
import { mcpBearer } from '../../support/credentials.ts';
import { makeBroker } from '../broker/broker-under-test.ts';
import { startScriptedIssuer, startScriptedMcp } from '../broker/scripted-mcp.ts';
import type { ScriptedServer } from '../broker/scripted-server.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const keys = deriveBrokerKeys(randomBytes(32));
const LIMIT = 2;
const rules = { reserved: [], breaker: { credentials: LIMIT, minutes: 10 }, intake: {} };
/** What lives, and of that what the server takes. */
const live = new Set<string>();
const taken = new Set<string>();
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;
let issuer: ScriptedServer;
let mcp: ScriptedServer;
let context: BrokerContext;

beforeAll(async () => {
  store = await openTestBrokerStore();
  issuer = await startScriptedIssuer(live, {
    '/introspect': (_request, response) => void response.writeHead(403).end(),
    '/revoke': ({ body }, response) => {
      const token = new URLSearchParams(body).get('token') ?? '';
      for (const set of [live, taken]) set.delete(token);
      response.writeHead(200).end();
    },
  });
  mcp = await startScriptedMcp(taken, [issuer.origin]);
  const about = { clients: [], receivers: [], now: Date.now, wake: () => undefined };
  context = {
    db: store.db,
    keys,
    rules,
    now: Date.now,
    log: pino({ level: 'silent' }),
    broker: makeBroker({ timeoutMs: 2000 }),
    ids: { find: () => Promise.resolve(undefined) },
    signals: createSignals(about),
  } as unknown as BrokerContext;
});
afterAll(async () => {
  await Promise.all([issuer.close(), mcp.close()]);
  await store.remove();
});

async function makeJob(owner: string, value: string, broughtBy?: string): Promise<Job> {
  const resource = `${mcp.origin}/mcp`;
  const job: Job = {
    id: randomUUID(),
    client: 'scanner',
    owner,
    valueDigest: keyedDigest(keys, value),
    request: {
      provider: 'mcp',
      type: 'mcp-bearer',
      action: 'safest',
      reason: 'leaked_private',
      resource,
      trust: { issuers: [{ issuer: issuer.origin, clientId: 'rekey' }], servers: [{ url: resource }] },
      ...(broughtBy === undefined ? {} : { broughtBy }),
    },
    secret: new Secret(value),
    admitted: false,
    seenLive: false,
    attempts: 1,
    probes: 0,
  };
  const leasedUntil = new Date(Date.now() + 60_000);
  const asked = { ...job, idempotencyKey: randomUUID(), bodyDigest: 'd', leasedUntil };
  await createRevocationStore(store.db, keys, Date.now)(asked);
  return job;
}

/** One try, as a worker makes it. */
async function run(job: Job) {
  const settlement = await runRevocation(context, createBreaker(context), job, AbortSignal.timeout(20_000));
  await createSettle(store.db, Date.now)(settlement);
  return settlement;
}
/** Of a token that lives, and that the server beside it refuses. */
async function revokeMisplaced(owner: string, broughtBy?: string) {
  const value = mcpBearer();
  live.add(value);
  const { state } = await run(await makeJob(owner, value, broughtBy));
  return { state, died: !live.has(value) };
}

it('revokes no more bearers that their server refuses than the breaker says, and holds up none that lives', async () => {
  const all = [];
  for (let n = 0; n < 5; n += 1) all.push(await revokeMisplaced('acme'));
  expect(all.map(({ died }) => died)).toEqual([true, true, false, false, false]);
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['manual_required']));
  const value = mcpBearer();
  for (const set of [live, taken]) set.add(value);
  expect((await run(await makeJob('acme', value))).state).toBe('revoked_verified');
  expect(live.has(value)).toBe(false);
  const [breaker] = await store.db.selectFrom('broker_breakers').select('tripped_at').execute();
  expect(breaker?.tripped_at).toBeNull();
});

it('waits with one while so many are under way, and counts nothing that outsiders brought', async () => {
  for (let n = 0; n < LIMIT + 1; n += 1) expect((await revokeMisplaced('other', 'stranger')).died).toBe(true);
  expect((await revokeMisplaced('other')).died).toBe(true);
  const busy = await makeJob('other', mcpBearer());
  expect(await createBreaker(context)(busy)).toBe('go');
  expect(await revokeMisplaced('other')).toEqual({ state: 'queued', died: false });
});
