import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RevokeOptions, Trust } from '../../../src/broker/broker.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { randomToken, unsignedJwt } from './random-token.ts';
import { leakedBearer, startScriptedIssuer, startScriptedMcp, type Scripts } from './scripted-mcp.ts';
import { sendJson, type ScriptedServer } from './scripted-server.ts';

/** Alive at the server and the issuer that know it. */
let token: string;
let live: Set<string>;
const servers: ScriptedServer[] = [];
beforeEach(() => {
  token = randomToken();
  live = new Set([token]);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function keep(server: Promise<ScriptedServer>): Promise<ScriptedServer> {
  servers.push(await server);
  return await server;
}

const trustOf = (issuers: readonly ScriptedServer[], ...registered: readonly ScriptedServer[]): Trust => ({
  issuers: issuers.map(({ origin }) => ({ issuer: origin, clientId: 'rekey' })),
  servers: registered.map(({ origin }) => ({ url: `${origin}/mcp` })),
});

/** Says 200 to every revocation, and ends nothing that is not the policy's. */
const IDLE: Scripts = { '/revoke': (_request, response) => response.end() };
const MUTE: Scripts = {
  ...IDLE,
  '/introspect': (_request, response) => response.writeHead(403).end(),
};

/** In seconds, as the claims of a token are. */
const DAY = 86_400;

async function startPair(scripts: Scripts = MUTE) {
  const issuer = await keep(startScriptedIssuer(live, scripts));
  const own = await keep(startScriptedMcp(live, [issuer.origin]));
  const other = await keep(startScriptedMcp(new Set(), [issuer.origin]));
  return { issuer, own, other, trust: trustOf([issuer], own, other) };
}

describe('a bearer of one registered server, and beside it the address of another', () => {
  it.each([
    {},
    { attemptedBefore: true },
    { attemptedBefore: true, seen: ['introspection_active'] },
  ] as const)('is not called dead by its refusal: %j', async (options) => {
    const { other, trust } = await startPair();
    const credential = leakedBearer(token, { serverUrl: `${other.origin}/mcp` });
    const outcome = await makeBroker().revoke(credential, trust, options);
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain('may live');
    expect(live.has(token)).toBe(true);
    const described = await makeBroker().describe?.(credential, trust);
    expect(described).toMatchObject({ active: null, refused: true });
  });

  it('dies all the same where their issuer revokes it, and is called dead where that says so', async () => {
    const { other, trust } = await startPair({});
    const credential = leakedBearer(token, { serverUrl: `${other.origin}/mcp` });
    const outcome = await makeBroker().revoke(credential, trust);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toContain('introspection_active');
    expect(live.has(token)).toBe(false);
  });

  it('with its own address it is seen, that is kept, and then it is ended', async () => {
    const { issuer, own, trust } = await startPair({});
    const kept: string[] = [];
    const onSight: RevokeOptions['onSight'] = async (sights) => {
      kept.push(...sights.map(({ event }) => event));
      expect(issuer.requests.some(({ path }) => path === '/revoke')).toBe(false);
      await Promise.resolve();
    };
    const credential = leakedBearer(token, { serverUrl: `${own.origin}/mcp` });
    const outcome = await makeBroker().revoke(credential, trust, { onSight });
    expect(outcome.state).toBe('revoked_verified');
    expect(kept).toEqual(['probe_live']);
  });

  it.each([
    ['that server', (own: string) => own, 'already_inactive'],
    ['that server, with a slash', (own: string) => `${own}/`, 'already_inactive'],
    ['another server', () => 'https://mcp.other.example/mcp', 'manual_required'],
    ['two servers', (own: string) => [own, 'https://mcp.other.example/mcp'], 'manual_required'],
    ['nobody', () => undefined, 'manual_required'],
  ])('says itself whose it is: meant for %s', async (_whom, audience, state) => {
    const { other, trust } = await startPair();
    const serverUrl = `${other.origin}/mcp`;
    const expiry = Math.floor(Date.now() / 1000) + 600;
    const jwt = unsignedJwt({ aud: audience(serverUrl), exp: expiry });
    const outcome = await makeBroker().revoke(leakedBearer(jwt, { serverUrl }), trust);
    expect(outcome.state).toBe(state);
    // What ends by itself is looked at then, so that nobody has to.
    expect((outcome.lookAgainAt?.getTime() ?? 0) > expiry * 1000).toBe(state === 'manual_required');
  });

  it.each([
    ['before it is valid', { nbf: DAY }, DAY],
    ['without its key of DPoP', { cnf: { jkt: 'thumbprint' } }, 10 * DAY],
    ['without its certificate', { cnf: { 'x5t#S256': 'thumbprint' } }, 10 * DAY],
  ])('is not called dead by its own server, which refuses it %s', async (_why, claims, looksAfter) => {
    const { issuer, other, trust } = await startPair();
    const serverUrl = `${other.origin}/mcp`;
    const now = Math.floor(Date.now() / 1000);
    const early = 'nbf' in claims ? { nbf: now + claims.nbf } : claims;
    const jwt = unsignedJwt({ iss: issuer.origin, aud: serverUrl, exp: now + 10 * DAY, ...early });
    const credential = leakedBearer(jwt, { serverUrl });
    const outcome = await makeBroker().revoke(credential, trust);
    expect(outcome.state).toBe('manual_required');
    expect(issuer.requests.some(({ path }) => path === '/revoke')).toBe(true);
    // Once it is valid, its server's word counts.
    const wait = (outcome.lookAgainAt?.getTime() ?? 0) / 1000 - now;
    expect(Math.abs(wait - looksAfter)).toBeLessThan(120);
    expect(await makeBroker().describe?.(credential, trust)).toMatchObject({ active: null, refused: true });
    const valid = unsignedJwt({ iss: issuer.origin, aud: serverUrl, exp: now + DAY, nbf: now - DAY });
    expect((await makeBroker().revoke(leakedBearer(valid, { serverUrl }), trust)).state).toBe(
      'already_inactive',
    );
  });

  it('is not called dead by an issuer that does not know it, while another says that it lives', async () => {
    const knowing = await keep(startScriptedIssuer(live, IDLE));
    const strange = await keep(startScriptedIssuer(new Set(), IDLE));
    const silent: Scripts = { '/mcp': (_request, response) => response.writeHead(503).end() };
    const mcp = await keep(startScriptedMcp(live, [knowing.origin, strange.origin], silent));
    const credential = leakedBearer(token, { serverUrl: `${mcp.origin}/mcp` });
    const outcome = await makeBroker().revoke(credential, trustOf([knowing, strange], mcp));
    expect(outcome.state).toBe('accepted_unverified');
    const refresh = { ...credential, type: 'mcp-refresh-token' };
    const later = { attemptedBefore: true, seen: ['introspection_active'] } as const;
    const again = await makeBroker().revoke(refresh, trustOf([knowing, strange], mcp), later);
    expect(again.state).toBe('accepted_unverified');
  });
});

/** An issuer without introspection, which knows the clients `own` and `other` and whose the token is. */
async function startIssuer() {
  const scripts: Scripts = {
    '/.well-known/oauth-authorization-server': (_request, response, origin) =>
      sendJson(response, 200, {
        issuer: origin,
        revocation_endpoint: `${origin}/revoke`,
        token_endpoint: `${origin}/token`,
      }),
    '/revoke': ({ body }, response) => {
      const form = new URLSearchParams(body);
      if (form.get('client_id') === 'rekey') return sendJson(response, 401, { error: 'invalid_client' });
      if (form.get('client_id') === 'own') live.delete(form.get('token') ?? '');
      response.end();
    },
    '/token': ({ body }, response) => {
      const form = new URLSearchParams(body);
      if (form.get('client_id') !== 'own' || !live.has(form.get('refresh_token') ?? ''))
        return sendJson(response, 400, { error: 'invalid_grant' });
      sendJson(response, 200, { access_token: randomToken(), token_type: 'bearer' });
    },
  };
  const issuer = await keep(startScriptedIssuer(live, scripts));
  const mcp = await keep(startScriptedMcp(new Set(), [issuer.origin]));
  return { issuer, serverUrl: `${mcp.origin}/mcp`, trust: trustOf([issuer], mcp) };
}

const leaked = (value: string, serverUrl: string, clientId: string) =>
  leakedBearer(value, { type: 'mcp-refresh-token', serverUrl, clientId });

describe('a refresh token, and beside it the id of a client', () => {
  it.each([
    {},
    { attemptedBefore: true },
    { attemptedBefore: true, seen: ['introspection_active'] },
  ] as const)('of another is not called dead because that one is refused: %j', async (options) => {
    const { issuer, serverUrl, trust } = await startIssuer();
    const outcome = await makeBroker().revoke(leaked(token, serverUrl, 'other'), trust, options);
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain('if another');
    expect(live.has(token)).toBe(true);
    // Nothing is asked for as a client that could not take it back.
    const asked = issuer.requests.filter(({ path }) => path === '/token').map(({ body }) => body);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((body) => body.includes('client_id=other'))).toBe(true);
  });

  it('that is its own is proved by a refresh before and none after', async () => {
    const { serverUrl, trust } = await startIssuer();
    const kept: string[] = [];
    const outcome = await makeBroker().revoke(leaked(token, serverUrl, 'own'), trust, {
      onSight: (sights) => Promise.resolve(void kept.push(...sights.map(({ event }) => event))),
    });
    expect(outcome.state).toBe('revoked_verified');
    expect(live.has(token)).toBe(false);
    expect(kept).toEqual(['refresh_issued']);
    const later = { attemptedBefore: true, seen: ['refresh_issued'] } as const;
    const again = await makeBroker().revoke(leaked(token, serverUrl, 'own'), trust, later);
    expect(again.state).toBe('revoked_verified');
    const blind = await makeBroker().revoke(leaked(token, serverUrl, 'own'), trust);
    expect(blind.state).toBe('manual_required');
  });

  it('may be in the token itself, and proves no more there: what a refresh token is, the text says', async () => {
    const { issuer, serverUrl, trust } = await startIssuer();
    const claims = { iss: issuer.origin, client_id: 'own', exp: Date.now() / 1000 + 600 };
    const jwt = unsignedJwt(claims, 'JWT');
    expect((await makeBroker().revoke(leaked(jwt, serverUrl, 'other'), trust)).state).toBe('manual_required');
    live.add(jwt);
    const outcome = await makeBroker().revoke(leaked(jwt, serverUrl, 'other'), trust);
    expect(eventsOf(outcome)[0]).toBe('refresh_issued 200');
    expect(outcome.state).toBe('revoked_verified');
  });
});

describe('a live access token in the place of a refresh token', () => {
  const scripts: Scripts = {
    ...IDLE,
    '/.well-known/oauth-authorization-server': (_request, response, origin) =>
      sendJson(response, 200, {
        issuer: origin,
        revocation_endpoint: `${origin}/revoke`,
        introspection_endpoint: `${origin}/introspect`,
        token_endpoint: `${origin}/token`,
      }),
    '/token': (_request, response) => sendJson(response, 400, { error: 'invalid_grant' }),
  };
  const closed: Scripts = { ...scripts, '/introspect': MUTE['/introspect'] ?? (() => {}) };

  it.each([
    ['a JWT that does not say so', 'JWT', {}, closed, 'manual_required'],
    ['a JWT that does not say so, and names its server', 'JWT', { aud: true }, closed, 'manual_required'],
    ['a JWT whose issuer says that it lives', 'JWT', {}, scripts, 'accepted_unverified'],
    ['a JWT of the type at+jwt', 'at+jwt', {}, closed, 'accepted_unverified'],
    ['one that names its server', 'application/AT+jwt', { aud: true }, closed, 'accepted_unverified'],
  ])('is not called dead by a refused refresh: %s', async (_what, typ, more, answers, state) => {
    const issuer = await keep(startScriptedIssuer(live, answers));
    const own = await keep(startScriptedMcp(live, [issuer.origin]));
    const serverUrl = `${own.origin}/mcp`;
    const audience = 'aud' in more ? { aud: serverUrl } : {};
    const exp = Date.now() / 1000 + 600;
    const jwt = unsignedJwt({ iss: issuer.origin, client_id: 'app', exp, ...audience }, typ);
    live.add(jwt);
    const credential = leaked(jwt, serverUrl, 'app');
    const outcome = await makeBroker().revoke(credential, trustOf([issuer], own));
    expect(outcome.state).toBe(state);
    // What says what it is, is shown to its server.
    const isBearer = typ !== 'JWT';
    expect(eventsOf(outcome).includes('probe_live 200')).toBe(isBearer);
    const described = await makeBroker().describe?.(credential, trustOf([issuer], own));
    expect(described?.active).toBe(isBearer || answers === scripts ? true : null);
    expect(makeBroker().plan?.(credential, trustOf([issuer], own)).blast).toBe(isBearer ? 'token' : 'grant');
  });
});
