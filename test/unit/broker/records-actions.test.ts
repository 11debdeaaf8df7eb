import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { RateLimits } from '../../../src/broker/adapters/record/rate-limits.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { createEmbeddedBroker } from '../../../src/broker/embedded-broker.ts';
import { createGuardedFetch, parseEgressAllow } from '../../../src/broker/guarded-fetch.ts';
import { eventsOf } from './broker-under-test.ts';
import { FAKES, fakeOf } from './fakes/all-fakes.ts';
import { ADMIN, ok, type Call } from './fakes/fake.ts';
import { NO_TRUST, recordOf } from './fakes/fake-world.ts';
import { expectHarmless, startWorld } from './fakes/worlds.ts';
import { startScriptedServer } from './scripted-server.ts';

const REVERSIBLE = FAKES.filter(({ ends }) => ends === 'disabled_verified').map(({ record }) => record);

describe('what can be undone', () => {
  it('is that of providers that disable', () => {
    const reversible = PROVIDER_RECORDS.filter(({ ways }) => ways.some((way) => way.reversible));
    expect(REVERSIBLE.toSorted()).toEqual(reversible.map(({ id }) => id).toSorted());
    // The first way that is tried.
    expect(reversible.filter(({ ways }) => ways[0]?.reversible)).toEqual(reversible);
    expect(REVERSIBLE).toEqual(['aws-access-key', 'google-service-account-key', 'anthropic', 'openrouter']);
  });

  it.each(REVERSIBLE)('%s: is disabled, and deleted only when that is wanted', async (record) => {
    const safe = await startWorld(fakeOf(record));
    const disabled = await safe.revoke(undefined, { action: 'safest' });
    expect(disabled.state).toBe('disabled_verified');
    // How to undo it, and until when.
    expect(disabled.explanation).toMatch(/enable it again there for as long as nobody deletes it\.$/);
    expect(disabled.rotateUrl).toBe(recordOf(fakeOf(record)).rotateUrl);
    expect(disabled.rotateUrl).toMatch(/^https:/);
    expect(safe.acted()).toBe(1);
    // It is still there, so its owner can enable it again.
    expect(safe.store.tokens).toContain(safe.leaked);
    const thorough = await startWorld(fakeOf(record));
    const outcome = await thorough.revoke(undefined, { action: 'revoke' });
    expect(outcome.state).toBe('revoked_verified');
    expect(thorough.acted()).toBe(2);
    expect(thorough.store.tokens).not.toContain(thorough.leaked);
    expectHarmless(thorough, outcome);
  });

  it('stays disabled when it may not be deleted', async () => {
    const world = await startWorld(fakeOf('openrouter'), {
      bend: ({ method }) => (method === 'DELETE' ? ok({}, 403) : undefined),
    });
    const outcome = await world.revoke(undefined, { action: 'revoke' });
    expect(outcome.state).toBe('disabled_verified');
    expect(eventsOf(outcome).at(-1)).toBe('revocation_refused 403');
  });

  it.each(['vercel', 'gitlab-pat', 'openai'])(
    '%s: is not revoked when it was only to be disabled',
    async (record) => {
      const world = await startWorld(fakeOf(record));
      const outcome = await world.revoke(undefined, { action: 'disable' });
      expect(outcome.state).toBe('manual_required');
      expect(outcome.explanation).toContain('undone');
      expect(world.acted()).toBe(0);
    },
  );
});

/** True when the request carries the operator's credential. */
function isAdmins({ headers }: Call): boolean {
  const basic = Buffer.from((headers['authorization'] ?? '').replace('Basic ', ''), 'base64').toString();
  return JSON.stringify(headers).includes(ADMIN) || basic.includes(ADMIN);
}

describe('a key that may not end itself', () => {
  it.each(['sendgrid', 'neon', 'cloudflare-user-token', 'aws-access-key', 'twilio-api-key'])(
    "%s: is ended with the operator's credential, when there is one",
    async (record) => {
      const fake = fakeOf(record);
      const isAws = record === 'aws-access-key';
      const world = await startWorld(fake, {
        bend: (call, isAct) =>
          isAct && (isAws ? !call.form.has('UserName') : !isAdmins(call)) ? ok({}, 403) : undefined,
      });
      const outcome = await world.revoke();
      expect(outcome.state).toBe(fake.ends ?? 'revoked_verified');
      expect(eventsOf(outcome)).toContain('revocation_refused 403');
      expectHarmless(world, outcome);
    },
  );
});

describe('a dry run', () => {
  it("is the provider's own where it has one", async () => {
    const world = await startWorld(fakeOf('slack'));
    const outcome = await world.revoke(undefined, { action: 'dry_run' });
    expect(outcome).toMatchObject({ state: 'accepted_unverified', dryRun: true, retryable: false });
    expect(eventsOf(outcome)).toEqual(['probe_live 200', 'dry_run_accepted 200']);
    expect(world.leaked.isDead).toBeUndefined();
  });

  it('comes before the act, and its refusal prevents it', async () => {
    const world = await startWorld(fakeOf('slack'), {
      bend: ({ form }) => (form.get('test') === '1' ? ok({ ok: false, error: 'no_permission' }) : undefined),
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(eventsOf(outcome)).toEqual(['probe_live 200', 'dry_run_refused 200']);
    expect(world.acted()).toBe(0);
  });
});

describe("servers of the organisation's own", () => {
  it.each(FAKES.filter(({ operatorOrigin }) => operatorOrigin).map(({ record }) => record))(
    '%s: what stands beside the credential is contacted only when the operator lists it',
    async (record) => {
      const fake = fakeOf(record);
      const attacker = await startScriptedServer((_request, response) => response.writeHead(200).end('{}'));
      const world = await startWorld(fake);
      const planted = { ...world.credential(), serverUrl: `${attacker.origin}/mcp` };
      await world.broker.revoke(planted, NO_TRUST);
      expect(attacker.requests).toEqual([]);
      await attacker.close();
    },
  );

  it('GitLab: the refusal of one place proves nothing, whatever address stands beside the token', async () => {
    const world = await startWorld(fakeOf('gitlab-pat'));
    const dead = {
      ...world.credential(fakeOf('gitlab-pat').make()),
      serverUrl: 'https://gitlab.com/api/v4/mcp',
    };
    expect((await world.broker.revoke(dead, NO_TRUST)).state).toBe('manual_required');
    const elsewhere = { ...dead, serverUrl: 'https://gitlab.other.example/api/v4/mcp' };
    const outcome = await world.broker.revoke(elsewhere, NO_TRUST);
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain('may belong to a server that the operator has not listed');
  });

  it('are not asked when none is listed', async () => {
    const fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1') });
    const broker = createEmbeddedBroker({ fetch, githubApiUrl: 'https://api.github.com', acting: 'all' });
    const credential = {
      secret: new Secret(fakeOf('vault').make().value),
      provider: 'vault',
      type: 'vault-service-token',
      serverUrl: 'https://vault.acme.example/',
    };
    expect(await broker.revoke(credential, NO_TRUST)).toMatchObject({
      state: 'manual_required',
      adapter: 'manual',
      evidence: [],
    });
    await fetch.close();
  });
});

describe('what a provider tells of a credential', () => {
  it('is its owner, its rights and its dates', async () => {
    const world = await startWorld(fakeOf('gitlab-pat'));
    expect(await world.broker.describe?.(world.credential(), NO_TRUST)).toEqual({
      active: true,
      issuer: 'https://gitlab.com',
      owner: world.leaked.owner,
      principalKind: 'unknown',
      scopes: ['api', 'read_repository'],
      issuedAt: new Date('2026-01-02T03:04:05.000Z'),
      lastUsedAt: new Date('2026-11-02T03:04:05.000Z'),
      expiresAt: new Date('2027-01-02'),
      source: 'provider',
    });
  });

  it('may be in headers, in one string and in seconds', async () => {
    const slack = await startWorld(fakeOf('slack'));
    expect(await slack.broker.describe?.(slack.credential(), NO_TRUST)).toMatchObject({
      owner: slack.leaked.owner,
      environment: 'Acme',
      scopes: ['chat:write', 'channels:read'],
    });
    const google = await startWorld(fakeOf('google-oauth-access-token'));
    expect(await google.broker.describe?.(google.credential(), NO_TRUST)).toMatchObject({
      scopes: ['openid', 'email'],
      expiresAt: new Date(1_795_000_000_000),
    });
  });

  it('is bounded, and never the credential itself', async () => {
    const world = await startWorld(fakeOf('fastly'), {
      bend: () =>
        ok({
          id: '1',
          name: `${world.leaked.value}\u202e\n${'x'.repeat(500)}`,
          scope: Array.from({ length: 500 }, (_, index) => `${world.leaked.value}-${index}`),
          expires_at: '9999-99-99',
          created_at: 'Tue',
        }),
    });
    const described = await world.broker.describe?.(world.credential(), NO_TRUST);
    expect(JSON.stringify(described)).not.toContain(world.leaked.value);
    expect(described?.owner).toMatch(/^\[redacted\]··x{50,}$/);
    expect(described?.owner?.length).toBe(120);
    expect(described?.scopes).toHaveLength(40);
    expect(described?.expiresAt ?? described?.issuedAt).toBeUndefined();
  });

  it.each([
    ['it is dead', { status: 401, json: {} }, false],
    ['nobody can tell', { status: 500, json: {} }, null],
  ])('is little when %s', async (_name, reply, active) => {
    const world = await startWorld(fakeOf('buildkite'), { bend: () => reply });
    expect(await world.broker.describe?.(world.credential(), NO_TRUST)).toEqual({
      active,
      principalKind: 'unknown',
      scopes: [],
      source: 'provider',
    });
  });
});

describe('limits', () => {
  const record = PROVIDER_RECORDS.find(({ id }) => id === 'slack');

  it('are kept for each provider, and end with their period', () => {
    const limits = new RateLimits();
    const take = (now: number) => record && limits.take(record, now);
    const waits = Array.from({ length: 51 }, (_, index) => take(index));
    expect(waits.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => undefined));
    expect(waits[50]).toBe(60_000 - 50);
    expect(take(60_001)).toBeUndefined();
    // A server in the provider's place has limits of its own.
    const elsewhere = Array.from({ length: 60 }, () => record && limits.take(record, 60_002, false));
    expect(elsewhere.filter((wait) => wait !== undefined)).toEqual([]);
  });

  it('are those that the provider names, until then', () => {
    const limits = new RateLimits();
    if (record) limits.silence(record, 5000);
    expect(record && limits.take(record, 1000)).toBe(4000);
    expect(record && limits.take(record, 5001)).toBeUndefined();
  });

  it('hold back a revocation that the provider would refuse', async () => {
    const limited = { status: 429, json: {} };
    const world = await startWorld(fakeOf('vercel'), {
      bend: (_call, isAct) => (isAct ? limited : undefined),
    });
    // Without a time the next try is not held back here; the queue spaces it.
    expect(await world.revoke()).toMatchObject({ state: 'failed', retryable: true });
    await world.revoke(world.other);
    expect(world.acted()).toBe(2);
  });
});
