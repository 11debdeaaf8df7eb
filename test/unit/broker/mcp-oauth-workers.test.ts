import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Trust } from '../../../src/broker/broker.ts';
import { leakedPart } from '../../support/oauth/leak.ts';
import { startWorkersWorld, type WorkersWorld } from '../../support/oauth/workers-world.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';

let world: WorkersWorld;
let trust: Trust;

beforeAll(async () => {
  // The one thing of the Workers runtime that the package imports: a base class for handlers, unused here.
  jest.unstable_mockModule('cloudflare:workers', () => ({ WorkerEntrypoint: Object }), { virtual: true });
  // It tells how to configure a Worker.
  jest.spyOn(console, 'warn').mockReturnValue(undefined);
  const { OAuthProvider } = await import('@cloudflare/workers-oauth-provider');
  world = await startWorkersWorld(OAuthProvider);
  trust = { issuers: [{ issuer: world.issuer, clientId: 'rekey' }], servers: [{ url: world.mcpUrl }] };
});
afterAll(() => world.close());

const statusOf = async (token: string) =>
  (await fetch(world.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status;

describe("a leak of Cloudflare's provider, which revokes at its token endpoint", () => {
  it.each(['none', 'client_secret_post'] as const)(
    'of a client with %s is dead, and no other',
    async (method) => {
      const [leaked, other] = [await world.signIn(method), await world.signIn(method)];
      expect(await statusOf(leaked.accessToken)).toBe(200);
      const outcome = await makeBroker().revoke(leakedPart(leaked, 'accessToken', world.mcpUrl), trust);
      expect(outcome.state).toBe('revoked_verified');
      expect(eventsOf(outcome)).toContain('refresh_revocation_sent 200');
      expect(await statusOf(leaked.accessToken)).toBe(401);
      expect(await statusOf(other.accessToken)).toBe(200);
    },
  );

  it('of a refresh token alone is dead, with the access tokens of its grant', async () => {
    const [leaked, other] = [await world.signIn('none'), await world.signIn('none')];
    const outcome = await makeBroker().revoke(leakedPart(leaked, 'refreshToken', world.mcpUrl), trust);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toEqual([
      // The policy's client is unknown there; the leaked one is the token's own, as the issuer shows.
      'refresh_issued 200',
      'revocation_sent',
      'revocation_accepted 200',
      'refresh_refused 400',
    ]);
    expect(await statusOf(leaked.accessToken)).toBe(401);
    expect(await statusOf(other.accessToken)).toBe(200);
  });
});
