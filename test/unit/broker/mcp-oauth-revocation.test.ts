import { describe, expect, it } from '@jest/globals';
import { eventsOf } from './broker-under-test.ts';
import { unsignedJwt } from './random-token.ts';
import { sendJson } from './scripted-server.ts';
import { useScriptedWorld } from './scripted-world.ts';
import type { ServerResponse } from 'node:http';

const world = useScriptedWorld();

describe('what the revocation endpoint answers', () => {
  it('200 without revoking is not proof', async () => {
    const outcome = await world.revoke({ issuer: { '/revoke': (_request, response) => response.end() } });
    expect(outcome).toMatchObject({ state: 'accepted_unverified', retryable: true });
    expect(eventsOf(outcome).filter((event) => event === 'probe_live 200').length).toBeGreaterThan(3);
  });

  it('200 that takes effect a little later is waited for', async () => {
    const outcome = await world.revoke({
      issuer: {
        '/revoke': (_request, response) => {
          setTimeout(() => world.live.delete(world.token), 120);
          response.end();
        },
      },
    });
    expect(outcome.state).toBe('revoked_verified');
  });

  it('an HTML page with 200 is taken as 200', async () => {
    const outcome = await world.revoke({
      issuer: {
        '/revoke': (_request, response) => {
          world.live.delete(world.token);
          response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>ok</h1>');
        },
      },
    });
    expect(outcome.state).toBe('revoked_verified');
  });

  it.each([
    [503, { 'retry-after': '7' }, 7000],
    [429, { 'retry-after': '90' }, 90_000],
    [429, { 'retry-after': 'soon' }, undefined],
    [500, {}, undefined],
    [502, { 'retry-after': '999999' }, 3_600_000],
  ])('%i with %j is tried again', async (status, headers, retryAfterMs) => {
    const outcome = await world.revoke({
      issuer: { '/revoke': (request, response) => response.writeHead(status, headers).end(request.body) },
    });
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
    expect(outcome.retryAfterMs).toBe(retryAfterMs);
    expect(eventsOf(outcome)).toContain(`revocation_refused ${status}`);
  });

  it.each(['silence', 'cut'])('%s is tried again', async (kind) => {
    const outcome = await world.revoke({
      timeoutMs: 200,
      issuer: { '/revoke': (_request, response) => void (kind === 'cut' && response.destroy()) },
    });
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
  });

  it('a redirect is refused and not tried again', async () => {
    const outcome = await world.revoke({
      issuer: {
        '/revoke': (_request, response, origin) => response.writeHead(307, { location: `${origin}/x` }).end(),
      },
    });
    expect(outcome.state).toBe('failed');
    expect(outcome.retryable).toBeUndefined();
    expect(outcome.requests[0]?.some(({ path }) => path === '/x')).toBe(false);
  });

  it('unsupported_token_type ends as unsupported', async () => {
    const outcome = await world.revoke({
      issuer: {
        '/revoke': (_request, response) => sendJson(response, 400, { error: 'unsupported_token_type' }),
      },
    });
    expect(outcome).toMatchObject({ state: 'unsupported' });
    expect(outcome.explanation).toContain('JWT');
  });

  it.each([
    ['JSON', (response: ServerResponse) => sendJson(response, 401, { error: 'invalid_client' })],
    [
      'HTML',
      (response: ServerResponse) => response.writeHead(400, { 'content-type': 'text/html' }).end('<b>no</b>'),
    ],
  ])('a refusal of the client, in %s, needs a person', async (_name, answer) => {
    const outcome = await world.revoke({ issuer: { '/revoke': (_request, response) => answer(response) } });
    expect(outcome.state).toBe('manual_required');
  });
});

describe('client ids', () => {
  it('are tried in order, three at most, until the token is dead', async () => {
    const tried: string[] = [];
    const value = unsignedJwt({
      iss: 'https://elsewhere.example',
      azp: 'in-token',
      exp: Date.now() / 1000 + 600,
    });
    world.live.add(value);
    const outcome = await world.revoke({
      value,
      clientId: 'beside',
      issuer: {
        '/revoke': ({ body }, response) => {
          const clientId = new URLSearchParams(body).get('client_id') ?? '';
          tried.push(clientId);
          if (clientId === 'in-token') return sendJson(response, 401, { error: 'invalid_client' });
          if (clientId === 'beside') world.live.delete(value);
          response.end();
        },
      },
    });
    expect(tried).toEqual(['in-token', 'rekey', 'beside']);
    expect(outcome.state).toBe('revoked_verified');
  });

  it('are sent once each, as a public client, with the hint', async () => {
    const { requests } = await world.revoke({ clientId: 'rekey' });
    const sent = requests[0]?.filter(({ path }) => path === '/revoke') ?? [];
    expect(sent.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { token: world.token, token_type_hint: 'access_token', client_id: 'rekey' },
    ]);
    expect(sent[0]?.headers['authorization']).toBeUndefined();
  });
});

describe('stopping', () => {
  it('ends the wait for proof when the caller stops, as a failure to try again', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    const outcome = await world.revoke({
      options: { signal: stop.signal },
      issuer: { '/revoke': (_request, response) => response.end() },
    });
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
  });
});
