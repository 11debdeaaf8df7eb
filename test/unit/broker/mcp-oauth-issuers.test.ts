import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { Secret } from '../../../src/base/secret.ts';
import type { Trust } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { randomToken } from './random-token.ts';
import { leakedBearer, startScriptedIssuer, startScriptedMcp, type Scripts } from './scripted-mcp.ts';
import { sendJson } from './scripted-server.ts';
import { useScriptedWorld } from './scripted-world.ts';

const world = useScriptedWorld();

async function startIssuer(live: Set<string>, scripts: Scripts = {}) {
  const issuer = await startScriptedIssuer(live, scripts);
  world.servers.push(issuer);
  return issuer;
}

async function startMcp(issuers: readonly string[]) {
  const mcp = await startScriptedMcp(world.live, issuers);
  world.servers.push(mcp);
  return mcp;
}

const trustOf = (url: string, ...issuers: readonly string[]): Trust => ({
  issuers: issuers.map((issuer) => ({ issuer, clientId: 'rekey' })),
  servers: [{ url: url }],
});

describe('several authorization servers', () => {
  it.each([
    ['accepts and does nothing', undefined],
    ['cannot revoke such tokens', { error: 'unsupported_token_type' }],
    ['does not know the client', { error: 'invalid_client' }],
  ])('each trusted one is tried until the token is dead: the first %s', async (_what, refusal) => {
    const first = await startIssuer(new Set(), {
      '/revoke': (_request, response) => sendJson(response, refusal ? 400 : 200, refusal ?? {}),
    });
    const second = await startIssuer(world.live);
    const stranger = await startIssuer(world.live);
    const mcp = await startMcp([stranger.origin, first.origin, second.origin]);
    const outcome = await makeBroker().revoke(
      leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` }),
      trustOf(mcp.origin, first.origin, second.origin),
    );
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome).filter((event) => event === 'revocation_sent')).toHaveLength(2);
    expect(stranger.requests).toEqual([]);
  });

  it('one that publishes nothing does not stand in the way of another', async () => {
    const first = await startIssuer(new Set(), {
      '/.well-known/oauth-authorization-server': (_request, response) => response.writeHead(404).end(),
    });
    const second = await startIssuer(world.live);
    const mcp = await startMcp([first.origin, second.origin]);
    const credential = leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` });
    const outcome = await makeBroker().revoke(credential, trustOf(mcp.origin, first.origin, second.origin));
    expect(outcome.state).toBe('revoked_verified');
  });

  it('none of which helps: the outcome with the most hope is told', async () => {
    const silent = await startIssuer(new Set());
    const refusing = await startIssuer(new Set(), {
      '/revoke': (_request, response) => sendJson(response, 400, { error: 'unsupported_token_type' }),
    });
    const mcp = await startMcp([refusing.origin, silent.origin]);
    const credential = leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp` });
    const outcome = await makeBroker().revoke(
      credential,
      trustOf(mcp.origin, refusing.origin, silent.origin),
    );
    expect(outcome.state).toBe('accepted_unverified');
  });
});

describe('how a client shows its secret', () => {
  it.each([
    ['client_secret_basic', undefined, 1],
    ['client_secret_post', undefined, 2],
    ['client_secret_post', ['client_secret_post'], 1],
    ['client_secret_basic', ['client_secret_post', 'none'], 2],
  ])('by %s, where %j is announced: %i tries', async (wanted, announced, tries) => {
    const secret = randomToken();
    const issuer = await startIssuer(world.live, {
      '/.well-known/oauth-authorization-server': (_request, response, origin) =>
        sendJson(response, 200, {
          issuer: origin,
          revocation_endpoint: `${origin}/revoke`,
          ...(announced ? { revocation_endpoint_auth_methods_supported: announced } : {}),
        }),
      '/revoke': ({ body, headers }, response) => {
        const form = new URLSearchParams(body);
        // Both halves are form-encoded (RFC 6749 section 2.3.1).
        const basic = decodeURIComponent(atob(headers['authorization']?.toString().slice(6) ?? ''));
        const shown = wanted === 'client_secret_post' ? form.get('client_secret') : basic.split(':')[1];
        if (shown !== secret) return sendJson(response, 401, { error: 'invalid_client' });
        world.live.delete(form.get('token') ?? '');
        response.end();
      },
    });
    const mcp = await startMcp([issuer.origin]);
    const credential = leakedBearer(world.token, { serverUrl: `${mcp.origin}/mcp`, clientId: 'beside' });
    const outcome = await makeBroker().revoke(
      { ...credential, beside: { clientSecret: new Secret(secret) } },
      trustOf(mcp.origin, issuer.origin),
    );
    expect(outcome.state).toBe('revoked_verified');
    expect(issuer.requests.filter(({ path }) => path === '/revoke')).toHaveLength(tries);
    expect(inspect(mcp.requests, { depth: 5 })).not.toContain(secret);
  });
});

describe('a refresh token that still gives tokens after its revocation', () => {
  it.each([
    ['for good', 99, 'accepted_unverified'],
    ['once', 1, 'revoked_verified'],
  ])('%s: what it gave is revoked at once', async (_what, times, state) => {
    const issued: string[] = [];
    const revoked: string[] = [];
    const issuer = await startIssuer(new Set(), {
      '/.well-known/oauth-authorization-server': (_request, response, origin) =>
        sendJson(response, 200, {
          issuer: origin,
          revocation_endpoint: `${origin}/revoke`,
          token_endpoint: `${origin}/token`,
        }),
      '/revoke': ({ body }, response) => {
        revoked.push(new URLSearchParams(body).get('token') ?? '');
        response.end();
      },
      '/token': (_request, response) => {
        if (issued.length >= times * 2) return sendJson(response, 400, { error: 'invalid_grant' });
        const [access, refresh] = [randomToken(), randomToken()];
        issued.push(refresh, access);
        sendJson(response, 200, { access_token: access, refresh_token: refresh, token_type: 'bearer' });
      },
    });
    const mcp = await startMcp([issuer.origin]);
    const credential = leakedBearer(world.token, {
      type: 'mcp-refresh-token',
      serverUrl: `${mcp.origin}/mcp`,
      clientId: 'beside',
    });
    const outcome = await makeBroker().revoke(credential, trustOf(mcp.origin, issuer.origin));
    expect(outcome.state).toBe(state);
    expect(eventsOf(outcome)).toContain('refresh_issued 200');
    expect(issued.length).toBeGreaterThan(0);
    expect(revoked.filter((token) => issued.includes(token))).toEqual(issued);
    expect(inspect(outcome, { depth: 5 })).not.toContain(world.token);
  });

  it('is never tried before it is revoked, and goes to no server', async () => {
    const issuer = await startIssuer(world.live);
    const mcp = await startMcp([issuer.origin]);
    const credential = leakedBearer(world.token, {
      type: 'mcp-refresh-token',
      serverUrl: `${mcp.origin}/mcp`,
    });
    const outcome = await makeBroker().revoke(credential, trustOf(mcp.origin, issuer.origin));
    expect(outcome.state).toBe('revoked_verified');
    expect(issuer.requests.map(({ path }) => path)).toEqual([
      '/.well-known/oauth-authorization-server',
      '/introspect',
      '/revoke',
      '/introspect',
    ]);
    expect(inspect(mcp.requests, { depth: 5 })).not.toContain(world.token);
  });
});
