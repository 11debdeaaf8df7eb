import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { Trust, TrustedServer } from '../../../src/broker/broker.ts';
import { leakedPart } from '../../support/oauth/leak.ts';
import { startSdkWorld, type SdkWorld } from '../../support/oauth/sdk-world.ts';
import type { SignedIn } from '../../support/oauth/sign-in.ts';
import { eventsOf, makeBroker } from './broker-under-test.ts';

let world: SdkWorld;
let trust: Trust;

beforeAll(async () => {
  world = await startSdkWorld();
  trust = { issuers: [{ issuer: world.issuer, clientId: 'rekey' }], servers: [{ url: world.mcpUrl }] };
});
afterAll(() => world.close());

async function isAccepted({ accessToken }: SignedIn): Promise<boolean> {
  const { status } = await fetch(world.mcpUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
    }),
  });
  return status !== 401;
}

async function canRefresh({ clientId, clientSecret, refreshToken }: SignedIn): Promise<boolean> {
  const { status } = await fetch(`${world.issuer}token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    }),
  });
  return status === 200;
}

describe("a leaked token cache, with the SDK's own authorization router", () => {
  it.each(['none', 'client_secret_post'] as const)(
    'of a client with %s: the refresh token dies first, then the access token, and nobody else loses any',
    async (method) => {
      const [leaked, other] = [await world.signIn(method), await world.signIn(method)];
      const before = world.revocations.length;
      const outcome = await makeBroker().revoke(leakedPart(leaked, 'accessToken', world.mcpUrl), trust);
      expect(outcome.state).toBe('revoked_verified');
      expect(world.revocations.slice(before)).toEqual([
        `refresh_token ${leaked.clientId}`,
        `access_token ${leaked.clientId}`,
      ]);
      expect([await isAccepted(leaked), await canRefresh(leaked)]).toEqual([false, false]);
      expect([await isAccepted(other), await canRefresh(other)]).toEqual([true, true]);
    },
  );

  it.each(['none', 'client_secret_post'] as const)(
    'of a client with %s: a refresh token is proved dead by a refresh that is refused after one that was not',
    async (method) => {
      const [leaked, other] = [await world.signIn(method), await world.signIn(method)];
      const outcome = await makeBroker().revoke(leakedPart(leaked, 'refreshToken', world.mcpUrl), trust);
      expect(outcome.state).toBe('revoked_verified');
      expect(eventsOf(outcome)).toEqual([
        'refresh_issued 200',
        'revocation_sent',
        'revocation_accepted 200',
        'refresh_refused 400',
      ]);
      expect([await isAccepted(leaked), await canRefresh(leaked)]).toEqual([false, false]);
      expect(await canRefresh(other)).toBe(true);
    },
  );

  it('lives on after a dry run', async () => {
    const leaked = await world.signIn('none');
    const before = world.revocations.length;
    const outcome = await makeBroker().revoke(leakedPart(leaked, 'accessToken', world.mcpUrl), trust, {
      action: 'dry_run',
    });
    expect(outcome).toMatchObject({
      dryRun: true,
      explanation: expect.stringContaining('the credential lives'),
    });
    expect(world.revocations).toHaveLength(before);
    expect([await isAccepted(leaked), await canRefresh(leaked)]).toEqual([true, true]);
  });

  it('is not called dead by a client that it does not belong to', async () => {
    const [leaked, stranger] = [await world.signIn('none'), await world.signIn('none')];
    const { clientId: _known, ...opaque } = leakedPart(leaked, 'refreshToken', world.mcpUrl);
    const policy = { ...trust, issuers: [{ issuer: world.issuer, clientId: stranger.clientId }] };
    const outcome = await makeBroker().revoke(opaque, policy);
    expect(outcome.state).toBe('manual_required');
    expect(await canRefresh(leaked)).toBe(true);
  });

  it('tells that a secret works, and that only a person can replace it', async () => {
    const leaked = await world.signIn('client_secret_post');
    const credential = leakedPart(leaked, 'clientSecret', world.mcpUrl);
    const outcome = await makeBroker().revoke(credential, trust);
    expect(outcome.state).toBe('manual_required');
    expect(eventsOf(outcome)).toEqual(['probe_live 200']);
    expect(outcome.explanation).toContain('still works');
    const wrong = { ...credential, secret: new Secret('0'.repeat(64)) };
    expect(eventsOf(await makeBroker().revoke(wrong, trust))).toEqual(['probe_dead 400']);
    expect(await isAccepted(leaked)).toBe(true);
  });
});

const consenting = (consent: Omit<TrustedServer, 'url'>): Trust => ({
  ...trust,
  servers: [{ url: world.mcpUrl, ...consent }],
});

describe('what a leaked bearer opens', () => {
  it('is asked with the consent of the policy, before it dies, and no tool is called', async () => {
    const leaked = await world.signIn('none');
    const credential = leakedPart(leaked, 'accessToken', world.mcpUrl);
    const outcome = await makeBroker().revoke(credential, consenting({ describeTools: true }));
    expect(outcome.state).toBe('revoked_verified');
    expect(outcome.abilities).toEqual({
      tools: [
        { name: 'list_repositories', readOnly: true },
        { name: 'delete_repository', destructive: true },
        { name: 'comment' },
      ],
    });
  });

  it('is not asked without it', async () => {
    const leaked = await world.signIn('none');
    const outcome = await makeBroker().revoke(leakedPart(leaked, 'accessToken', world.mcpUrl), trust);
    expect(outcome.abilities).toBeUndefined();
    expect(eventsOf(outcome)).not.toContain('tools_listed');
  });

  it('includes a stream that outlives it, which is reported', async () => {
    const leaked = await world.signIn('none');
    const credential = leakedPart(leaked, 'accessToken', world.mcpUrl);
    const outcome = await makeBroker().revoke(credential, consenting({ watchStreams: true }));
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toContain('stream_opened');
    expect(eventsOf(outcome).at(-1)).toBe('stream_outlives_token');
    expect(outcome.explanation).toContain('still open');
  });
});
