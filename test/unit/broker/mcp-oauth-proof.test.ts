import { describe, expect, it } from '@jest/globals';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { unsignedJwt } from './random-token.ts';
import {
  bearerOf,
  leakedBearer,
  startScriptedIssuer,
  startScriptedMcp,
  type Scripts,
} from './scripted-mcp.ts';
import { sendJson } from './scripted-server.ts';
import { useScriptedWorld } from './scripted-world.ts';
import type { ServerResponse } from 'node:http';

const world = useScriptedWorld();
const plain401 = (response: ServerResponse) => response.writeHead(401).end();

describe('what the probe says', () => {
  it.each([403, 404, 400, 429, 500, 503])('%i is never taken as dead', async (status) => {
    const outcome = await world.revoke({
      issuer: { '/introspect': (_request, response) => sendJson(response, 200, { active: false }) },
      mcp: { '/mcp': (_request, response) => response.writeHead(status).end() },
    });
    expect(outcome.state).toBe('accepted_unverified');
    expect(eventsOf(outcome)).toContain(`probe_failed ${status}`);
  });

  it.each([403, 404, 429, 503])(
    '%i after the revocation is no proof, whatever its challenge says',
    async (status) => {
      const outcome = await world.revoke({
        issuer: { '/introspect': (_request, response) => sendJson(response, 200, { active: false }) },
        mcp: {
          '/mcp': (request, response) => {
            if (world.live.has(bearerOf(request) ?? '')) return sendJson(response, 200, {});
            response.writeHead(status, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
          },
        },
      });
      expect(outcome.state).toBe('accepted_unverified');
      expect(world.live.size).toBe(0);
    },
  );

  it('a 401 without a reason proves nothing of a token that was not seen alive', async () => {
    const outcome = await world.revoke({
      issuer: { '/introspect': (_request, response) => response.writeHead(403).end() },
      mcp: { '/mcp': (_request, response) => plain401(response) },
    });
    expect(outcome.state).toBe('accepted_unverified');
  });

  it('a 401 without a reason is proof once the token was seen alive', async () => {
    const mcp: Scripts = {
      '/mcp': (request, response) =>
        world.live.has(bearerOf(request) ?? '') ? sendJson(response, 200, {}) : plain401(response),
    };
    expect((await world.revoke({ mcp })).state).toBe('revoked_verified');
    expect(world.live.size).toBe(0);
    const again = await world.revoke({ mcp, options: { attemptedBefore: true, seen: ['probe_live'] } });
    expect(again.state).toBe('revoked_verified');
    expect(again.requests[0]?.some(({ path }) => path === '/revoke')).toBe(false);
  });

  it("an issuer's word replaces it when it says nothing: active before, inactive after", async () => {
    const outcome = await world.revoke({
      mcp: { '/mcp': (_request, response) => response.writeHead(503).end() },
    });
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toEqual([
      'probe_failed 503',
      'introspection_active',
      'revocation_sent',
      'revocation_accepted 200',
      'probe_failed 503',
      'introspection_inactive',
    ]);
  });

  it("an issuer's word does not outweigh a server that still takes the token", async () => {
    const outcome = await world.revoke({
      mcp: { '/mcp': (_request, response) => sendJson(response, 200, {}) },
    });
    expect(outcome.state).toBe('accepted_unverified');
  });
});

describe('what the token says of itself', () => {
  it('an expired JWT is expired, and nothing is sent', async () => {
    const outcome = await world.revoke({ value: unsignedJwt({ exp: Date.now() / 1000 - 120 }) });
    expect(outcome).toMatchObject({ state: 'expired', evidence: [], requests: [[], []] });
  });

  it('one that expired a moment ago may live by another clock', async () => {
    const expiry = Date.now() / 1000 - 5;
    const outcome = await world.revoke({ value: unsignedJwt({ exp: expiry }) });
    // And is looked at again when it has expired by all of them.
    expect(outcome).toMatchObject({ state: 'manual_required' });
    expect(outcome.lookAgainAt?.getTime()).toBeGreaterThan(expiry * 1000 + 60_000);
  });

  it('a trusted issuer in it is enough, without its server', async () => {
    const issuer = await startScriptedIssuer(world.live);
    world.servers.push(issuer);
    const value = unsignedJwt({ iss: issuer.origin, client_id: 'agent', exp: Date.now() / 1000 + 600 });
    world.live.add(value);
    const trust = { issuers: [{ issuer: issuer.origin, clientId: 'rekey' }], servers: [] };
    const credential = leakedBearer(value, { serverUrl: 'https://unknown.example/mcp' });
    const first = await makeBroker().revoke(credential, trust);
    expect(first.state).toBe('revoked_verified');
    expect(eventsOf(first)).toEqual([
      'introspection_active',
      'revocation_sent',
      'revocation_accepted 200',
      'introspection_inactive',
    ]);
    // An issuer may say "inactive" to whom it tells nothing, so without the earlier "active" it proves nothing.
    const blind = await makeBroker().revoke(credential, trust, { attemptedBefore: true });
    expect(blind.state).toBe('accepted_unverified');
    const known = await makeBroker().revoke(credential, trust, {
      attemptedBefore: true,
      seen: ['introspection_active'],
    });
    expect(known.state).toBe('revoked_verified');
    expect(eventsOf(known)).toEqual(['introspection_inactive']);
  });

  it.each(['two words', 'line\nbreak', 'ünïcode', ''])('%j is no bearer', async (value) => {
    const { secret: _secret, ...rest } = leakedBearer(value);
    const mcp = await startScriptedMcp(world.live, []);
    world.servers.push(mcp);
    const outcome = await makeBroker().revoke(
      { ...leakedBearer(value, { serverUrl: mcp.origin }), ...rest },
      { issuers: [], servers: [{ url: mcp.origin }] },
    );
    expect(outcome.state).toBe('manual_required');
    expect(mcp.requests).toEqual([]);
  });
});
