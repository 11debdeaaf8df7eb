import { describe, expect, it } from '@jest/globals';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { FAKES } from './fakes/all-fakes.ts';
import { recordOf, type FakeWorld } from './fakes/fake-world.ts';
import { expectHarmless, GREEN, startWorld as start } from './fakes/worlds.ts';

it('has a fake for each record', () => {
  expect(FAKES.map(({ record }) => record).toSorted()).toEqual(
    PROVIDER_RECORDS.map(({ id }) => id).toSorted(),
  );
});

/** Whose providers tell nobody whose a credential is, or nobody but an administrator. */
const ANONYMOUS = new Set([
  'github-refresh',
  'gitlab-admin',
  'rust-crates',
  'grafana',
  'google-oauth-refresh-token',
  'cloudflare-user-token',
  'cloudflare-token-legacy',
  'cloudflare-account-token',
  'perplexity',
  'exa',
  'pinecone',
  'datadog-application-key',
  'supabase-secret-key',
  'sendgrid',
]);

describe.each(FAKES.map((fake) => [fake.record, fake] as const))('%s', (_id, fake) => {
  const record = recordOf(fake);
  const ends = fake.ends ?? 'revoked_verified';
  const unknown = fake.unknown ?? 'already_inactive';
  const isProvable = record.probe !== undefined;

  it('kills the leaked credential, and only it', async () => {
    const world = await start(fake);
    const outcome = await world.revoke();
    expect(outcome.state).toBe(ends);
    expect(world.leaked.isDead).toBe(true);
    expectHarmless(world, outcome);
    const events = outcome.evidence.map(({ event }) => event);
    // First it was seen alive, and last it was seen dead.
    const seen = events.filter((event) => event.startsWith('probe_'));
    expect(events.at(-1) === 'probe_dead').toBe(ends !== 'accepted_unverified');
    expect(seen.includes('probe_live')).toBe(isProvable);
    // A later run only looks again, and calls it dead.
    const before = world.acted();
    const again = await world.revoke(undefined, { attemptedBefore: true, seen: ['probe_live'] });
    expect(again.state).toBe(ends);
    expect(world.acted() === before).toBe(isProvable);
  });

  it('touches nothing for a credential that the provider does not know', async () => {
    const world = await start(fake);
    const outcome = await world.revoke(fake.make());
    expect(outcome.state).toBe(unknown);
    expect(world.leaked.isDead).toBeUndefined();
    expectHarmless(world, outcome);
  });

  it('says so when the credential was dead before', async () => {
    const world = await start(fake);
    world.leaked.isDead = true;
    const outcome = await world.revoke();
    expect([unknown, 'already_inactive']).toContain(outcome.state);
    expectHarmless(world, outcome);
  });

  it('does not believe a provider that says so and does nothing', async () => {
    const world = await start(fake, { isIdle: true });
    const outcome = await world.revoke();
    expect(outcome).toMatchObject({
      state: 'accepted_unverified',
      retryable: ends !== 'accepted_unverified',
    });
    expectHarmless(world, outcome);
  });

  it.each([400, 401, 403, 404])('is not green when the revocation is refused with %i', async (status) => {
    const world = await start(fake, { bend: (_call, isAct) => (isAct ? { status, json: {} } : undefined) });
    const outcome = await world.revoke();
    expect(['manual_required', 'failed']).toContain(outcome.state);
    expect(outcome.state === 'failed').toBe(record.limited?.statuses.includes(status) === true);
    expectHarmless(world, outcome);
  });

  it('waits as long as the provider asks, and lets no other run disturb it before', async () => {
    const limit = { status: 429, json: {}, headers: { 'retry-after': '7' } };
    const world = await start(fake, { bend: (_call, isAct) => (isAct ? limit : undefined) });
    const outcome = await world.revoke();
    expect(outcome).toMatchObject({ state: 'failed', retryable: true, retryAfterMs: 7000 });
    const acted = world.acted();
    const next = await world.revoke(world.other);
    expect(next).toMatchObject({ state: 'failed', retryable: true });
    expect(next.retryAfterMs).toBeGreaterThan(5000);
    expect(world.acted()).toBe(acted);
    expectHarmless(world, outcome);
  });

  it('tries again when the provider has trouble of its own', async () => {
    const world = await start(fake, {
      bend: (_call, isAct) => (isAct ? { status: 500, json: {} } : undefined),
    });
    const outcome = await world.revoke();
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
    expectHarmless(world, outcome);
  });

  it('takes a page for people as no answer', async () => {
    const page = {
      status: 200,
      text: '<!doctype html><title>Sign in</title>',
      headers: { 'content-type': 'text/html' },
    };
    const world = await start(fake, { bend: (_call, isAct) => (isAct ? page : undefined) });
    const outcome = await world.revoke();
    expect(outcome).toMatchObject({ state: 'failed', retryable: true });
    expectHarmless(world, outcome);
  });

  it('is not green when the answer is 200 with an error inside', async () => {
    const error = { status: 200, json: { ok: false, success: false, error: 'internal_error' } };
    const world = await start(fake, { bend: (_call, isAct) => (isAct ? error : undefined) });
    const outcome = await world.revoke();
    expect(['accepted_unverified', 'manual_required', 'failed']).toContain(outcome.state);
    expectHarmless(world, outcome);
  });

  it('follows no redirect', async () => {
    const elsewhere = await start(fake);
    const headers = { location: `${elsewhere.server.origin}/stolen` };
    const world = await start(fake, {
      bend: (_call, isAct) => (isAct ? { status: 307, headers } : undefined),
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('failed');
    expect(outcome.retryable).toBeUndefined();
    expect(elsewhere.server.requests).toEqual([]);
    expectHarmless(world, outcome);
  });

  it('repeats nothing of a provider that echoes the credential', async () => {
    const echo = (call: { readonly body: string; readonly headers: object }) => ({
      status: 422,
      json: { message: world.leaked.value, seen: [call.body, call.headers] },
      headers: { 'x-echo': encodeURIComponent(world.leaked.value) },
    });
    const world: FakeWorld = await start(fake, { bend: (call, isAct) => (isAct ? echo(call) : undefined) });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expectHarmless(world, outcome);
    const everywhere = await start(fake, { bend: echo });
    const other = await everywhere.revoke();
    expect(GREEN).not.toContain(other.state);
    expectHarmless(world, other);
  });

  it.each([
    ['a page', { status: 200, text: '<html>login</html>', headers: { 'content-type': 'text/html' } }],
    [
      'a page that refuses',
      { status: 401, text: '<html>401</html>', headers: { 'content-type': 'text/html' } },
    ],
    ['an empty object', { status: 200, json: {} }],
    ['broken JSON', { status: 200, text: '{"ok": tru', headers: { 'content-type': 'application/json' } }],
    ['far too much', { status: 200, text: '{"a":"'.padEnd(200_000, 'a') }],
    ['500', { status: 500, json: {} }],
    ['a redirect', { status: 302, headers: { location: '/login' } }],
  ] as const)('is never green when every answer is %s', async (_name, reply) => {
    const world = await start(fake, { timeoutMs: 80, bend: () => reply });
    const outcome = await world.revoke();
    expect(GREEN).not.toContain(outcome.state);
    expectHarmless(world, outcome);
  });

  it.each([
    ['a line break', (value: string) => `${value}\r\nx-injected: 1`],
    ['a path', (value: string) => `../${value}`],
    ['another format', () => '🔑'.repeat(20)],
    ['nothing', () => ''],
    ['far too long a value', (value: string) => value.repeat(400)],
  ])('sends nothing for a value with %s', async (_name, change) => {
    const world = await start(fake);
    const outcome = await world.revoke({ ...world.leaked, value: change(world.leaked.value) });
    expect(outcome).toMatchObject({ state: 'manual_required', evidence: [] });
    expect(world.server.requests).toEqual([]);
  });

  it('changes nothing in a dry run', async () => {
    const world = await start(fake);
    const outcome = await world.revoke(undefined, { action: 'dry_run' });
    expect(['accepted_unverified', 'manual_required']).toContain(outcome.state);
    expect(GREEN).not.toContain(outcome.state);
    expect(world.leaked.isDead).toBeUndefined();
    expect(world.acted()).toBe(0);
    expect(outcome.dryRun === true).toBe(outcome.state === 'accepted_unverified');
    expectHarmless(world, outcome);
  });

  it('describes the credential without touching it', async () => {
    const world = await start(fake);
    const described = await world.broker.describe?.(world.credential(), { issuers: [], servers: [] });
    const isAsked = record.probe?.by === 'token';
    expect(described).toMatchObject({
      active: isAsked ? true : null,
      source: isAsked ? 'provider' : 'offline',
    });
    expect(JSON.stringify(described)).not.toContain(world.leaked.value);
    expect(described?.owner === undefined).toBe(ANONYMOUS.has(fake.record));
    expect(world.acted()).toBe(0);
    expect(world.strays).toEqual([]);
  });
});
