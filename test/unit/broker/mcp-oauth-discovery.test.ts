import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { randomToken } from './random-token.ts';
import {
  bearerOf,
  leakedBearer,
  startScriptedIssuer,
  startScriptedMcp,
  type Scripts,
} from './scripted-mcp.ts';
import { sendJson, type Received } from './scripted-server.ts';
import { useScriptedWorld } from './scripted-world.ts';

const world = useScriptedWorld();
const noMetadata: Scripts = {
  '/.well-known/oauth-authorization-server': (_request, response) => response.writeHead(404).end(),
};

describe('discovery', () => {
  it.each([
    ['no metadata', noMetadata, 'unsupported', undefined],
    [
      'HTML instead of metadata',
      {
        '/.well-known/oauth-authorization-server': (_request: Received, response: ServerResponse) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
      },
      'unsupported',
      undefined,
    ],
    [
      'no revocation endpoint',
      {
        '/.well-known/oauth-authorization-server': (_r: Received, response: ServerResponse, issuer: string) =>
          sendJson(response, 200, { issuer }),
      },
      'unsupported',
      undefined,
    ],
    [
      'an issuer that is down',
      {
        '/.well-known/oauth-authorization-server': (_r: Received, response: ServerResponse) =>
          response.writeHead(503, { 'retry-after': '3' }).end(),
      },
      'failed',
      3000,
    ],
  ] as const)('%s', async (_name, issuer, state, retryAfterMs) => {
    const outcome = await world.revoke({ issuer });
    expect(outcome.state).toBe(state);
    expect(outcome.retryAfterMs).toBe(retryAfterMs);
    expect(eventsOf(outcome)).toEqual(['probe_live 200']);
  });

  it("falls back to OpenID Connect's address", async () => {
    const outcome = await world.revoke({
      issuer: {
        ...noMetadata,
        '/.well-known/openid-configuration': (_request, response, issuer) =>
          sendJson(response, 200, { issuer, revocation_endpoint: `${issuer}/revoke` }),
      },
    });
    expect(outcome.state).toBe('revoked_verified');
  });

  it('follows the address that the 401 names, and the root after it', async () => {
    const own = '/.well-known/oauth-protected-resource/mcp';
    const missing: Scripts = { [own]: (_request, response) => response.writeHead(404).end() };
    const none = await world.revoke({ mcp: missing });
    expect(none.state).toBe('manual_required');

    const issuer = await startScriptedIssuer(world.live);
    world.servers.push(issuer);
    for (const place of ['/metadata', '/.well-known/oauth-protected-resource']) {
      world.live.add(world.token);
      const mcp = await startScriptedMcp(world.live, [], {
        ...missing,
        '/mcp': (request, response, origin) => {
          if (world.live.has(bearerOf(request) ?? '')) return sendJson(response, 200, {});
          const named = place === '/metadata' ? `, resource_metadata="${origin}/metadata"` : '';
          response.writeHead(401, { 'www-authenticate': `Bearer error="invalid_token"${named}` }).end();
        },
        [place]: (_request, response, origin) =>
          sendJson(response, 200, { resource: origin, authorization_servers: [issuer.origin] }),
      });
      world.servers.push(mcp);
      const outcome = await makeBroker().revoke(
        leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` }),
        {
          issuers: [{ issuer: issuer.origin, clientId: 'rekey' }],
          servers: [{ url: mcp.origin }],
        },
      );
      expect(outcome.state).toBe('revoked_verified');
      const withoutToken = mcp.requests.filter(
        ({ path, headers }) => path !== '/mcp' || !headers['authorization'],
      );
      expect(inspect(withoutToken)).not.toContain(world.token);
    }
  });

  it('is remembered: a second token costs a look, a revocation and a look', async () => {
    const issuer = await startScriptedIssuer(world.live);
    const mcp = await startScriptedMcp(world.live, [issuer.origin]);
    world.servers.push(issuer, mcp);
    const broker = makeBroker();
    const trust = { issuers: [{ issuer: issuer.origin, clientId: 'rekey' }], servers: [{ url: mcp.origin }] };
    const second = randomToken();
    world.live.add(second);
    await broker.revoke(leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` }), trust);
    const before = issuer.requests.length + mcp.requests.length;
    await broker.revoke(leakedBearer(second, { serverUrl: `${mcp.origin}/mcp` }), trust);
    expect(issuer.requests.length + mcp.requests.length - before).toBe(3);
  });
});
