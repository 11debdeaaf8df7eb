import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { Secret } from '../../src/base/secret.ts';
import { openRemoteBroker } from '../../src/broker-client/open-broker.ts';
import type { LeakedCredential, Outcome, RevokeAction, Trust } from '../../src/broker/broker.ts';
import { leakedPart } from '../support/oauth/leak.ts';
import { startOidcWorld, type OidcWorld } from '../support/oauth/oidc-world.ts';
import { startSdkWorld, type SdkWorld } from '../support/oauth/sdk-world.ts';

const FOUND = { at: new Date(), reference: randomUUID() };
const dataDir = mkdtempSync(join(tmpdir(), 'rekey-token-caches-'));
const key = randomBytes(32);
const secrets: string[] = [];
let sdk: SdkWorld;
let oidc: OidcWorld;
let service: BrokerProcess;
let remote: ReturnType<typeof openRemoteBroker>;

beforeAll(async () => {
  [sdk, oidc] = await Promise.all([startSdkWorld(), startOidcWorld()]);
  service = await startBrokerProcess({
    dataDir,
    egressAllow: '127.0.0.1,localhost',
    environment: { APP: key.toString('base64') },
    clients: { clients: { app: { method: 'hmac', secret: { env: 'APP' }, owners: ['octo'] } } },
  });
  remote = openRemoteBroker({ url: service.url, auth: { method: 'hmac', key } }, deriveKeys(randomBytes(32)));
});
afterAll(async () => {
  await remote.close();
  await service.stop();
  await Promise.all([sdk.close(), oidc.close()]);
  rmSync(dataDir, { recursive: true, force: true });
});

function revoke(credential: LeakedCredential, trust: Trust, action?: RevokeAction): Promise<Outcome> {
  const { beside = {} } = credential;
  const parts = [credential.secret, beside.accessToken, beside.refreshToken, beside.clientSecret];
  for (const part of [...parts, beside.registrationToken]) if (part) secrets.push(part.reveal());
  return remote.broker.revoke({ ...credential, scope: 'octo' }, trust, {
    ...(action ? { action } : {}),
    leak: {
      installationId: 1,
      owner: 'octo',
      repository: 'app',
      private: true,
      detectedAt: FOUND.at,
      reference: FOUND.reference,
    },
  });
}

const trusts = (issuer: string, server: Trust['servers'][number]): Trust => ({
  issuers: [{ issuer, clientId: 'rekey' }],
  servers: [server],
});
const eventsOf = ({ evidence }: Outcome) => evidence.map(({ event }) => event);

describe('a token cache, ended by a broker of its own', () => {
  it('loses its refresh token before its access token, and others keep theirs', async () => {
    const [leaked, other] = [await sdk.signIn('client_secret_post'), await sdk.signIn('client_secret_post')];
    const trust = trusts(sdk.issuer, { url: sdk.mcpUrl });
    const before = sdk.revocations.length;
    const outcome = await revoke(leakedPart(leaked, 'accessToken', sdk.mcpUrl), trust);
    expect(outcome.state).toBe('revoked_verified');
    expect(sdk.revocations.length).toBeGreaterThan(before);
    // Before that, what a refresh gave that showed whose token it is.
    expect(sdk.revocations.slice(-2)).toEqual([
      `refresh_token ${leaked.clientId}`,
      `access_token ${leaked.clientId}`,
    ]);
    expect(sdk.revocations.join(' ')).not.toContain(other.clientId);
  });

  it('loses its client by RFC 7592 where the registration token leaked with it', async () => {
    const [leaked, other] = [await oidc.register(), await oidc.register()];
    const trust = trusts(oidc.issuer, { url: `${oidc.issuer}/mcp` });
    const outcome = await revoke(
      {
        secret: new Secret(leaked.clientSecret),
        provider: 'mcp',
        type: 'mcp-client-secret',
        serverUrl: `${oidc.issuer}/mcp`,
        clientId: leaked.clientId,
        beside: {
          registrationToken: new Secret(leaked.registrationToken),
          registrationUri: leaked.registrationUri,
        },
      },
      trust,
    );
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toContain('client_removed');
    await expect(oidc.issueAccessToken(leaked, `${oidc.issuer}/mcp`)).rejects.toThrow('401');
    expect(await oidc.issueAccessToken(other, `${oidc.issuer}/mcp`)).not.toBe('');
  });

  it('is another request when more of it is known', async () => {
    const leaked = await sdk.signIn('none');
    const trust = trusts(sdk.issuer, { url: sdk.mcpUrl });
    const { beside: _beside, ...alone } = leakedPart(leaked, 'refreshToken', sdk.mcpUrl);
    expect((await revoke(alone, trust)).state).toBe('revoked_verified');
    const asked = sdk.revocations.length;
    // The same once more is found; with the access token beside it, it is asked anew.
    expect((await revoke(alone, trust)).state).toBe('revoked_verified');
    expect(sdk.revocations).toHaveLength(asked);
    const outcome = await revoke(leakedPart(leaked, 'refreshToken', sdk.mcpUrl), trust);
    expect(outcome.state).toBe('revoked_verified');
    expect(sdk.revocations.length).toBeGreaterThan(asked);
  });
});

describe('what a broker of its own tells', () => {
  it('names the tools only of a server whose owner consented', async () => {
    const [first, second] = [await sdk.signIn('none'), await sdk.signIn('none')];
    const silent = trusts(sdk.issuer, { url: sdk.mcpUrl });
    const open = trusts(sdk.issuer, { url: sdk.mcpUrl, describeTools: true });
    expect((await revoke(leakedPart(first, 'accessToken', sdk.mcpUrl), silent)).abilities).toBeUndefined();
    const outcome = await revoke(leakedPart(second, 'accessToken', sdk.mcpUrl), open);
    expect(outcome.abilities).toEqual({
      tools: [
        { name: 'list_repositories', readOnly: true },
        { name: 'delete_repository', destructive: true },
        { name: 'comment' },
      ],
    });
  });

  it('changes nothing in a dry run', async () => {
    const leaked = await sdk.signIn('none');
    const trust = trusts(sdk.issuer, { url: sdk.mcpUrl });
    const before = sdk.revocations.length;
    const outcome = await revoke(leakedPart(leaked, 'accessToken', sdk.mcpUrl), trust, 'dry_run');
    expect(outcome.dryRun).toBe(true);
    expect(outcome.explanation).toContain('Nothing was changed');
    expect(sdk.revocations).toHaveLength(before);
    expect((await revoke(leakedPart(leaked, 'accessToken', sdk.mcpUrl), trust)).state).toBe(
      'revoked_verified',
    );
  });

  it('describes by what the parts beside it let it ask', async () => {
    const leaked = await sdk.signIn('none');
    const open = trusts(sdk.issuer, { url: sdk.mcpUrl, describeTools: true });
    const credential = { ...leakedPart(leaked, 'accessToken', sdk.mcpUrl), scope: 'octo' };
    const told = await remote.broker.describe?.(credential, open);
    expect(told).toMatchObject({
      active: true,
      abilities: { tools: expect.arrayContaining([{ name: 'comment' }]) },
    });
  });

  it('kept none of the values, in clear or in a log', () => {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
    const found = secrets.filter((value) =>
      [...files, service.output()].some((text) => text.includes(value)),
    );
    expect(secrets.length).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});
