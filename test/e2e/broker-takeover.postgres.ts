import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { callBroker, idempotencyKey, proveByHmac, type BrokerCaller } from '../support/broker/caller.ts';
import { startFakeGitHub, type FakeGitHub } from '../support/broker/fake-github.ts';
import { githubPat } from '../support/credentials.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { until } from '../support/until.ts';

const clientKey = randomBytes(32);
const key = randomBytes(32).toString('base64');
const tokens = Array.from({ length: 20 }, () => githubPat());

let place: TestPlace;
let github: FakeGitHub;
let brokers: BrokerProcess[];
let first: BrokerCaller;
let second: BrokerCaller;

beforeAll(async () => {
  place = await makeTestPlace();
  const { databaseUrl } = place.config;
  if (databaseUrl === undefined) throw new Error('TEST_DATABASE_URL must name a PostgreSQL server');
  github = await startFakeGitHub();
  tokens.forEach((token) => github.live.add(token));
  const start = () =>
    startBrokerProcess({
      databaseUrl,
      key,
      githubApiUrl: github.origin,
      egressAllow: '127.0.0.1',
      environment: { CLIENT: clientKey.toString('base64') },
      clients: {
        clients: { app: { method: 'hmac', secret: { env: 'CLIENT' }, owners: ['octo'] } },
        breaker: { credentials: 1000 },
      },
    });
  brokers = [await start(), await start()];
  const [one, two] = await Promise.all(brokers.map(({ url }) => callBroker(url, proveByHmac(clientKey))));
  if (!one || !two) throw new Error('no broker');
  [first, second] = [one, two];
});
afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.stop()));
  await github.close();
  await place.remove();
});

describe('two brokers over one database', () => {
  it('know each other’s revocations and keys, and use an id once between them', async () => {
    const [token] = tokens;
    const [requestKey, body] = [idempotencyKey(), await first.body(token ?? '')];
    const made = await first.revoke(body, requestKey);
    // Sealed to a key that the other made, or read.
    expect((await second.revoke(body, requestKey)).json['id']).toBe(made.json['id']);
    expect((await second.ended(made.json['id'])).state).toBe('revoked_verified');
    const proof = proveByHmac(clientKey)('GET', '/v1/capabilities', '', {});
    expect((await first.as(() => proof).call('GET', '/v1/capabilities')).status).toBe(200);
    expect((await second.as(() => proof).call('GET', '/v1/capabilities')).status).toBe(401);
  });

  it('take over what the other had taken when it died', async () => {
    github.latencyMs = 500;
    const rest = tokens.slice(1);
    const answers = await Promise.all(rest.map(async (token) => first.revoke(await first.body(token))));
    expect(answers.map(({ status }) => status)).toEqual(rest.map(() => 202));
    await brokers[0]?.kill();
    github.latencyMs = 0;
    expect(rest.some((token) => github.live.has(token))).toBe(true);
    await until(() => !rest.some((token) => github.live.has(token)), 60_000);
    const ended = await Promise.all(answers.map(({ json }) => second.ended(json['id'])));
    expect(ended.map(({ state }) => state)).toEqual(rest.map(() => 'revoked_verified'));
  }, 90_000);
});
