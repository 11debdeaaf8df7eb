import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';
import { createGitHubKeys } from '../../../src/broker-service/endpoints/github-keys.ts';
import { findRoute } from '../../../src/broker-service/http/find-route.ts';
import { createRateLimit } from '../../../src/broker-service/http/rate-limit.ts';
import { ROUTES } from '../../../src/broker-service/http/routes.ts';
import { OPERATIONS } from '../../../src/broker-contract/operations.ts';
import { startFakeGitHub, type FakeGitHub } from '../../support/broker/fake-github.ts';

const unreachable = (retryAfterSeconds: number) => ({ missing: 'unreachable', retryAfterSeconds });
const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('createRateLimit', () => {
  it('lets a minute’s requests through at once, then as many as a minute brings', () => {
    let now = 0;
    const limit = createRateLimit(2, () => now);
    expect([limit.check('a'), limit.check('a')]).toEqual([undefined, undefined]);
    expect(limit.check('a')).toBe(30);
    expect(limit.check('b')).toBeUndefined();
    now = 30_000;
    expect(limit.check('a')).toBeUndefined();
    expect(limit.check('a')).toBe(30);
    now = 3_600_000;
    expect([limit.check('a'), limit.check('a'), limit.check('a')]).toEqual([undefined, undefined, 30]);
  });

  it('remembers ten thousand, and forgets whoever was not seen for the longest time', () => {
    const limit = createRateLimit(1, () => 0);
    limit.check('first');
    limit.check('second');
    for (let index = 0; index < 9_998; index += 1) limit.check(String(index));
    expect(limit.check('first')).toBe(60);
    limit.check('one more');
    expect(limit.check('first')).toBe(60);
    expect(limit.check('second')).toBeUndefined();
  });
});

describe('findRoute', () => {
  it('finds by method and path, with the open parts', () => {
    expect(findRoute(ROUTES, 'GET', '/v1/revocations/abc')).toMatchObject({ params: { id: 'abc' } });
    expect(findRoute(ROUTES, 'DELETE', '/v1/revocations')).toEqual({ allowed: ['POST'] });
    expect(findRoute(ROUTES, 'GET', '/v1/revocations/abc/def')).toEqual({ allowed: [] });
    expect(findRoute(ROUTES, 'GET', '/')).toEqual({ allowed: [] });
  });

  it('serves every operation of the contract, and no other below /v1', () => {
    const served = ROUTES.map(name).filter((text) => / \/(v1|oauth)\//.test(text));
    expect(new Set(served)).toEqual(new Set([...OPERATIONS.map(name), 'GET /v1/openapi.json']));
  });
});

describe('createGitHubKeys', () => {
  let github: FakeGitHub;
  let fetch: GuardedFetch;
  beforeAll(async () => {
    github = await startFakeGitHub();
    fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1') });
  });
  afterAll(async () => {
    await fetch.close();
    await github.close();
  });

  it('asks only for keys that it does not know, once a minute, and conditionally', async () => {
    let now = 0;
    const keys = createGitHubKeys(fetch, `${github.origin}/meta/public_keys/secret_scanning`, () => now);
    const id = github.signAlert('x')['github-public-key-identifier'] ?? '';
    const [one, two] = await Promise.all([keys.find(id), keys.find(id)]);
    expect(one).toEqual({ pem: expect.stringContaining('BEGIN PUBLIC KEY') });
    expect(two).toEqual(one);
    expect(await keys.find('ab'.repeat(32))).toEqual({ missing: 'unlisted' });
    expect(github.keyRequests).toEqual({ asked: 1, unmodified: 0 });
    now = 60_000;
    expect(await keys.find('ab'.repeat(32))).toEqual({ missing: 'unlisted' });
    expect(github.keyRequests).toEqual({ asked: 2, unmodified: 1 });
    expect(await keys.find(id)).toEqual(one);
  });

  it('believes no key for longer than an hour that GitHub took back', async () => {
    let now = 0;
    const listed = ['aa'.repeat(32), 'bb'.repeat(32)];
    let isUp = true;
    const list: GuardedFetch = Object.assign(
      async () => {
        if (!isUp) throw new Error('down');
        const good = listed.map((key_identifier) => ({ key_identifier, key: 'k' }));
        // One entry of a form that is not known makes the others no worse.
        const public_keys = [{ key_identifier: 'of tomorrow' }, ...good];
        return new Response(JSON.stringify({ public_keys }));
      },
      { close: () => Promise.resolve() },
    ) as unknown as GuardedFetch;
    const keys = createGitHubKeys(list, github.origin, () => now);
    const [kept = '', withdrawn = ''] = listed;
    expect(await keys.find(withdrawn)).toEqual({ pem: 'k' });
    listed.pop();
    now = 3_599_999;
    expect(await keys.find(withdrawn)).toEqual({ pem: 'k' });
    now = 3_600_000;
    isUp = false;
    expect(await keys.find(kept)).toEqual({ pem: 'k' });
    isUp = true;
    now += 60_000;
    expect([await keys.find(withdrawn), await keys.find(kept)]).toEqual([
      { missing: 'unlisted' },
      { pem: 'k' },
    ]);
  });

  it('says that nobody knows while GitHub does not answer, and when to ask again', async () => {
    let now = 0;
    const keys = createGitHubKeys(fetch, `${github.origin}/nothing`, () => now);
    expect(await keys.find('ab')).toEqual(unreachable(60));
    now = 45_000;
    expect(await keys.find('ab')).toEqual(unreachable(15));
    now = 60_000;
    expect(await keys.find('ab')).toEqual(unreachable(60));
  });
});
