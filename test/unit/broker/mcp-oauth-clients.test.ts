import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { LeakedCredential, Trust } from '../../../src/broker/broker.ts';
import { startOidcWorld, type OidcWorld, type RegisteredClient } from '../../support/oauth/oidc-world.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';
import { startScriptedMcp } from './scripted-mcp.ts';
import type { ScriptedServer } from './scripted-server.ts';

let oidc: OidcWorld;
const servers: ScriptedServer[] = [];
beforeAll(async () => {
  oidc = await startOidcWorld();
});
afterAll(() => oidc.close());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A client as its leaked registration has it: the secret is the credential, the rest stands beside it. */
function leakedClient(client: RegisteredClient, more: Partial<LeakedCredential> = {}): LeakedCredential {
  const { clientId, clientSecret, registrationToken, registrationUri } = client;
  return {
    secret: new Secret(clientSecret),
    provider: 'mcp',
    type: 'mcp-client-secret',
    clientId,
    ...more,
    beside: { registrationToken: new Secret(registrationToken), registrationUri, ...more.beside },
  };
}

const trust = (): Trust => ({ issuers: [{ issuer: oidc.issuer, clientId: 'rekey' }], servers: [] });

const registrationStatus = async ({ registrationUri, registrationToken }: RegisteredClient) =>
  (await fetch(registrationUri, { headers: { authorization: `Bearer ${registrationToken}` } })).status;

/** An MCP server that believes these tokens whatever becomes of their client, as one does that checks JWTs by itself. */
async function startMcp(
  live: ReadonlySet<string>,
): Promise<{ readonly url: string; readonly server: ScriptedServer }> {
  const server = await startScriptedMcp(live, [oidc.issuer]);
  servers.push(server);
  return { url: `${server.origin}/mcp`, server };
}

describe('a leaked OAuth client, with oidc-provider', () => {
  it('is removed with its leaked registration token, and no other is', async () => {
    const [leaked, other] = [await oidc.register(), await oidc.register()];
    const outcome = await makeBroker().revoke(leakedClient(leaked), trust());
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toEqual([
      'probe_live 200',
      'client_found 200',
      'client_removed 204',
      'client_gone 401',
      'probe_dead 401',
    ]);
    expect([await registrationStatus(leaked), await registrationStatus(other)]).toEqual([401, 200]);
    await expect(oidc.issueAccessToken(leaked, 'http://x.example/mcp')).rejects.toThrow('401');
    expect(await oidc.issueAccessToken(other, 'http://x.example/mcp')).not.toBe('');
  });

  it('loses the tokens that leaked with it first', async () => {
    const leaked = await oidc.register();
    const [access, refresh] = [
      await oidc.issueAccessToken(leaked, 'http://x.example/mcp'),
      await oidc.issueRefreshToken(leaked),
    ];
    const beside = { accessToken: new Secret(access), refreshToken: new Secret(refresh) };
    const outcome = await makeBroker().revoke(leakedClient(leaked, { beside }), trust());
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome).slice(1, 4)).toEqual([
      'client_found 200',
      'refresh_revocation_sent 200',
      'client_removed 204',
    ]);
  });

  it('is found at the usual address when only its registration token leaked', async () => {
    const leaked = await oidc.register();
    const { url } = await startMcp(new Set());
    const { registrationUri: _uri, ...beside } = leakedClient(leaked).beside ?? {};
    const credential = { ...leakedClient(leaked), serverUrl: url, beside };
    const outcome = await makeBroker().revoke(credential, { ...trust(), servers: [{ url: url }] });
    expect(outcome.state).toBe('revoked_verified');
    expect(await registrationStatus(leaked)).toBe(401);
  });

  it('is removed for the registration token itself, and found gone afterwards', async () => {
    const leaked = await oidc.register();
    const credential: LeakedCredential = {
      secret: new Secret(leaked.registrationToken),
      provider: 'mcp',
      type: 'mcp-registration-token',
      keyId: leaked.registrationUri,
      clientId: leaked.clientId,
    };
    const broker = makeBroker();
    expect((await broker.revoke(credential, trust())).state).toBe('revoked_verified');
    const again = await broker.revoke(credential, trust(), { attemptedBefore: true, seen: ['client_found'] });
    expect(again.state).toBe('revoked_verified');
    expect(eventsOf(again)).toEqual(['client_gone 401']);
    // Without that sight it could as well be the address of another client.
    expect((await broker.revoke(credential, trust())).state).toBe('manual_required');
  });

  it('leaves a JWT behind that its server still takes, which is told', async () => {
    const leaked = await oidc.register();
    const jwt = await oidc.issueAccessToken(leaked, 'http://x.example/jwt');
    const { url } = await startMcp(new Set([jwt]));
    const credential = leakedClient(leaked, { serverUrl: url, beside: { accessToken: new Secret(jwt) } });
    const outcome = await makeBroker().revoke(credential, { ...trust(), servers: [{ url: url }] });
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome).at(-1)).toBe('token_outlives_client 200');
    expect(outcome.explanation).toContain('still accepted by the MCP server');
  });

  it('is not removed when only what can be undone was asked for', async () => {
    const leaked = await oidc.register();
    const outcome = await makeBroker().revoke(leakedClient(leaked), trust(), { action: 'disable' });
    expect(outcome.state).toBe('manual_required');
    expect(await registrationStatus(leaked)).toBe(200);
  });

  it('is not removed by the registration token of another', async () => {
    const [leaked, other] = [await oidc.register(), await oidc.register()];
    const mixed = {
      ...leaked,
      registrationToken: other.registrationToken,
      registrationUri: other.registrationUri,
    };
    const outcome = await makeBroker().revoke(leakedClient(mixed), trust());
    expect(outcome.state).toBe('manual_required');
    expect([await registrationStatus(leaked), await registrationStatus(other)]).toEqual([200, 200]);
  });

  it('is not called dead by the address, or the registration, of another', async () => {
    const [leaked, other] = [await oidc.register(), await oidc.register()];
    const token: LeakedCredential = {
      secret: new Secret(leaked.registrationToken),
      provider: 'mcp',
      type: 'mcp-registration-token',
      keyId: other.registrationUri,
    };
    for (const options of [{}, { attemptedBefore: true }]) {
      const outcome = await makeBroker().revoke(token, trust(), options);
      expect(outcome.state).toBe('manual_required');
    }
    expect(await oidc.issueAccessToken(leaked, 'http://x.example/mcp')).not.toBe('');
    expect(await registrationStatus(other)).toBe(200);
    // Everything beside the secret is another client's, which leaked as well and so is removed.
    const mixed = leakedClient({ ...other, clientSecret: leaked.clientSecret });
    const outcome = await makeBroker().revoke(mixed, trust());
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain('whether it works for another one');
    expect(JSON.stringify(outcome)).not.toContain(other.clientSecret);
    expect(await oidc.issueAccessToken(leaked, 'http://x.example/mcp')).not.toBe('');
    expect(await registrationStatus(other)).toBe(401);
  });

  it('sends its registration token nowhere but to the trusted issuer', async () => {
    const leaked = await oidc.register();
    const { url, server } = await startMcp(new Set());
    const elsewhere = { ...leaked, registrationUri: `${server.origin}/reg/x` };
    const registered = { ...trust(), servers: [{ url: url }] };
    const outcome = await makeBroker().revoke(leakedClient(elsewhere, { serverUrl: url }), registered);
    expect(outcome.state).toBe('manual_required');
    const unknown = await makeBroker().revoke(leakedClient(elsewhere), trust());
    expect(unknown).toMatchObject({ state: 'untrusted_issuer', evidence: [] });
    expect(server.requests.filter(({ path }) => path.startsWith('/reg'))).toEqual([]);
    expect(await registrationStatus(leaked)).toBe(200);
  });
});

describe('tokens of a confidential client, with oidc-provider', () => {
  it('a refresh token is revoked with the secret that leaked beside it, and asked about with it', async () => {
    const [leaked, other] = [await oidc.register(), await oidc.register()];
    const [token, bystander] = [await oidc.issueRefreshToken(leaked), await oidc.issueRefreshToken(other)];
    const { url, server } = await startMcp(new Set());
    const credential: LeakedCredential = {
      secret: new Secret(token),
      provider: 'mcp',
      type: 'mcp-refresh-token',
      serverUrl: url,
      clientId: leaked.clientId,
      beside: { clientSecret: new Secret(leaked.clientSecret) },
    };
    const registered = { ...trust(), servers: [{ url: url }] };
    const described = await makeBroker().describe?.(credential, registered);
    expect(described).toMatchObject({ active: true, source: 'provider', owner: 'user' });
    const outcome = await makeBroker().revoke(credential, registered);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toEqual([
      'introspection_active',
      'revocation_sent',
      'revocation_accepted 200',
      'introspection_inactive',
    ]);
    expect(await oidc.isActive(leaked, token)).toBe(false);
    expect(await oidc.isActive(other, bystander)).toBe(true);
    expect(server.requests.filter(({ headers }) => headers['authorization'] !== undefined)).toEqual([]);
  });

  it('a JWT cannot be revoked: it is told until when it lives, and looked at again then', async () => {
    const leaked = await oidc.register();
    const jwt = await oidc.issueAccessToken(leaked, 'http://x.example/jwt');
    const { url } = await startMcp(new Set([jwt]));
    const credential: LeakedCredential = {
      secret: new Secret(jwt),
      provider: 'mcp',
      type: 'mcp-bearer',
      serverUrl: url,
      beside: { clientSecret: new Secret(leaked.clientSecret) },
      clientId: leaked.clientId,
    };
    const registered = { ...trust(), servers: [{ url: url }] };
    const outcome = await makeBroker().revoke(credential, registered);
    expect(outcome.state).toBe('unsupported');
    expect(outcome.explanation).toMatch(/JSON Web Token.*expires at \d{4}-.* UTC, in (?:59|60) minutes\./);
    const again = outcome.lookAgainAt?.getTime() ?? 0;
    expect(again - Date.now()).toBeGreaterThan(3_600_000);
    const later = await makeBroker({ now: () => again }).revoke(credential, registered);
    expect(later.state).toBe('expired');
    const described = await makeBroker().describe?.(credential, trust());
    expect(described).toMatchObject({
      issuer: oidc.issuer,
      scopes: ['mcp:tools'],
      audience: ['http://x.example/jwt'],
      principalKind: 'service',
    });
    expect(described?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
  });
});
