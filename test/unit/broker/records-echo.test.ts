import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { FAKES } from './fakes/all-fakes.ts';
import { ADMIN, ok, type Fake, type Reply } from './fakes/fake.ts';
import { NO_TRUST, type FakeWorld } from './fakes/fake-world.ts';
import { expectHarmless, GREEN, startWorld } from './fakes/worlds.ts';

/** Puts the text behind every text of a document. */
function spread(value: unknown, text: string): unknown {
  if (typeof value === 'string') return `${value} ${text}`;
  if (Array.isArray(value)) return value.map((item) => spread(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spread(item, text)]));
}

const inHeaders = (reply: Reply, text: string): Reply => ({
  ...reply,
  headers: {
    ...reply.headers,
    'x-echo': encodeURIComponent(text),
    'x-oauth-scopes': encodeURIComponent(text),
  },
});

/** A provider that answers as always, and repeats the value and all that it was sent beside that. */
const chatty =
  (value: () => string) =>
  ({ body, headers }: { readonly body: string; readonly headers: object }, reply: Reply): Reply =>
    inHeaders(
      typeof reply.json === 'object' && !Array.isArray(reply.json)
        ? { ...reply, json: { ...reply.json, echo: [value(), body, headers], message: value() } }
        : reply,
      value(),
    );

/** A provider whose every text holds the value as well. */
const parrot =
  (value: () => string) =>
  (_call: object, reply: Reply): Reply =>
    inHeaders(
      { ...reply, json: reply.json === undefined ? undefined : spread(reply.json, value()) },
      value(),
    );

async function startEchoing(fake: Fake, make: typeof chatty): Promise<FakeWorld> {
  const world: FakeWorld = await startWorld(fake, {
    bend: (call, _isAct, answer) => make(() => world.leaked.value)(call, answer()),
  });
  return world;
}

describe.each(FAKES.map((fake) => [fake.record, fake] as const))('%s', (_record, fake) => {
  it.each([
    ['beside what it always says', chatty],
    ['in every text', parrot],
  ])('a provider that repeats the value %s is not repeated', async (_name, make) => {
    const world = await startEchoing(fake, make);
    const described = await world.broker.describe?.(world.credential(), NO_TRUST);
    const outcome = await world.revoke();
    for (const text of [inspect(described, { depth: 9 }), JSON.stringify([described, outcome])]) {
      expect(text).not.toContain(world.leaked.value);
      expect(text).not.toContain(encodeURIComponent(world.leaked.value));
      expect(text).not.toContain(ADMIN);
    }
    expectHarmless(world, outcome);
    expect(GREEN.includes(outcome.state) && world.leaked.isDead !== true).toBe(false);
  });
});

/** Where the documentation of the answer names a status and no body that could be told from an error. */
const BY_STATUS = [
  'github-pat-classic',
  'github-pat-fine-grained',
  'github-oauth',
  'github-user-to-server',
  'github-refresh',
  'github-installation',
  'twitch',
  'linear-oauth',
  'dropbox',
  'doppler',
  'vercel',
  'digitalocean',
  'heroku',
  'tailscale',
  'grafana',
  'aws-access-key',
  'google-service-account-key',
  'google-oauth-access-token',
  'google-oauth-refresh-token',
  'perplexity',
  'exa',
];

describe('a refusal that gives no reason', () => {
  it.each([
    [400, []],
    [403, []],
    [404, []],
    [409, []],
    [422, []],
  ])('%i is called death only where that is documented', async (status, documented) => {
    const ends = await Promise.all(
      FAKES.map(async (fake) => {
        const world = await startWorld(fake, { bend: () => ({ status, json: {} }) });
        const outcome = await world.revoke();
        return { record: fake.record, isGreen: GREEN.includes(outcome.state) };
      }),
    );
    expect(ends.filter(({ isGreen }) => isGreen).map(({ record }) => record)).toEqual(documented);
  });
});

describe('200 with an error inside', () => {
  it('shows that a credential lives only where the provider documents no more than a status', async () => {
    const ends = await Promise.all(
      FAKES.map(async (fake) => {
        const world = await startWorld(fake, { bend: () => ok({ error: 'internal_error' }) });
        const { evidence } = await world.revoke();
        return { record: fake.record, isLive: evidence.some(({ event }) => event === 'probe_live') };
      }),
    );
    expect(ends.filter(({ isLive }) => isLive).map(({ record }) => record)).toEqual([
      'aws-access-key',
      'google-oauth-refresh-token',
    ]);
  });

  it('counts as accepted only where the provider documents no more than a status, and as proof nowhere', async () => {
    const error = ok({ ok: false, success: false, error: 'internal_error', errors: ['no'] });
    const ends = await Promise.all(
      FAKES.map(async (fake) => {
        const world = await startWorld(fake, { bend: (_call, isAct) => (isAct ? error : undefined) });
        const outcome = await world.revoke();
        expect(GREEN).not.toContain(outcome.state);
        const isAccepted = outcome.evidence.some(({ event }) => event === 'revocation_accepted');
        return { record: fake.record, isAccepted };
      }),
    );
    expect(ends.filter(({ isAccepted }) => isAccepted).map(({ record }) => record)).toEqual(BY_STATUS);
    expect(ends).toHaveLength(FAKES.length);
  });
});
