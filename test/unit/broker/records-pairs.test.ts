import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../../src/broker/broker.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { FAKES, fakeOf } from './fakes/all-fakes.ts';
import type { FakeToken } from './fakes/fake.ts';
import { NO_TRUST, recordOf } from './fakes/fake-world.ts';
import { expectHarmless, GREEN, startWorld } from './fakes/worlds.ts';

/** Providers that are asked about a value together with a name from the text. */
const PAIRED = PROVIDER_RECORDS.filter(
  ({ keyId, members }) => keyId !== undefined || members !== undefined,
).map(({ id }) => id);

interface KeyFile {
  readonly client_email: string;
  readonly private_key_id: string;
  readonly private_key: string;
}

/** The value of one credential as a text shows it with the name of another: beside it, or in one document with it. */
function pairsOf(value: FakeToken, name: FakeToken): readonly FakeToken[] {
  if (name.keyId !== undefined) return [{ ...value, keyId: name.keyId }];
  const [own, other] = [value, name].map((one) => JSON.parse(one.value) as KeyFile);
  const { client_email, private_key_id } = other ?? { client_email: '', private_key_id: '' };
  return [
    { ...value, value: JSON.stringify({ ...own, client_email, private_key_id }) },
    { ...value, value: own?.private_key ?? '', keyId: `${client_email}/${private_key_id}` },
  ];
}

it('is asked of all providers whose credentials have a name of their own', () => {
  expect(PAIRED.toSorted()).toEqual([
    'aws-access-key',
    'discord-webhook',
    'google-service-account-key',
    'twilio-api-key',
  ]);
});

describe.each(PAIRED)('%s: a value that lives, and beside it the name of', (id) => {
  const fake = fakeOf(id);

  it.each([
    ['another that lives', (other: FakeToken) => other],
    ['another that is dead', (other: FakeToken) => Object.assign(other, { isDead: true })],
    ['nobody', () => fake.make()],
  ])('%s, is not called dead', async (_who, choose) => {
    for (const index of [0, 1]) {
      const world = await startWorld(fake);
      const pair = pairsOf(world.leaked, choose(world.other))[index];
      if (!pair) continue;
      for (const options of [{}, { attemptedBefore: true }]) {
        const outcome = await world.revoke(pair, options);
        expect(outcome.state).toBe('manual_required');
        expect(outcome.evidence.map(({ event }) => event)).not.toContain('probe_dead');
      }
      expect(world.leaked.isDead).toBeUndefined();
      expect(world.acted()).toBe(0);
      const described = await world.broker.describe?.(world.credential(pair), NO_TRUST);
      expect(described).toMatchObject({ active: null, refused: true });
    }
  });
});

describe.each(PAIRED)('%s: a value with its own name', (id) => {
  const fake = fakeOf(id);
  const ends = fake.ends ?? 'revoked_verified';

  it('is ended, and its sight is kept before that', async () => {
    for (const index of [0, 1]) {
      const world = await startWorld(fake);
      const pair = pairsOf(world.leaked, world.leaked)[index];
      if (!pair) continue;
      const kept: { readonly sights: readonly Evidence[]; readonly acted: number }[] = [];
      const onSight = (sights: readonly Evidence[]) => {
        kept.push({ sights, acted: world.acted() });
        return Promise.resolve();
      };
      const outcome = await world.revoke(pair, { onSight });
      expect(outcome.state).toBe(ends);
      expect(kept).toEqual([{ sights: [outcome.evidence[0]], acted: 0 }]);
      expect(kept[0]?.sights).toMatchObject([{ event: 'probe_live' }]);
      // A later try that knows of it calls it dead; one that does not, cannot.
      const later = { attemptedBefore: true } as const;
      expect((await world.revoke(pair, { ...later, seen: ['probe_live'] })).state).toBe(ends);
      expect((await world.revoke(pair, later)).state).toBe('manual_required');
      expectHarmless(world, outcome);
    }
  });

  it('is for a person when it was dead before, for nobody saw the two accepted', async () => {
    const world = await startWorld(fake);
    world.leaked.isDead = true;
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(outcome.explanation).toContain(recordOf(fake).name);
    expectHarmless(world, outcome);
  });
});

describe('what a person is told of a pair', () => {
  it.each([
    ['aws-access-key', 'does not take the two for a pair'],
    ['discord-webhook', 'does not take the two for a pair'],
    ['google-service-account-key', 'was never seen to take the two'],
  ])('%s, when the name is that of another one: %s', async (id, words) => {
    const world = await startWorld(fakeOf(id));
    const [pair] = pairsOf(world.leaked, world.other);
    expect((await world.revoke(pair)).explanation).toContain(words);
  });

  it('is not asked about where the value alone is enough', async () => {
    // Of a provider with servers of its own a sight is kept as well.
    const others = FAKES.filter(
      (fake) =>
        !PAIRED.includes(fake.record) &&
        fake.unknown === undefined &&
        recordOf(fake).selfHosted === undefined,
    );
    for (const fake of others.slice(0, 3)) {
      const world = await startWorld(fake);
      const asked: unknown[] = [];
      const onSight = (sights: unknown) => Promise.resolve(void asked.push(sights));
      expect((await world.revoke(undefined, { onSight })).state).toBe(fake.ends ?? 'revoked_verified');
      expect(asked).toEqual([]);
      expect(GREEN).toContain((await world.revoke(fake.make())).state);
    }
  });

  it('holds for no address that names its own webhook', async () => {
    const world = await startWorld(fakeOf('discord-webhook'));
    const { keyId: _id, ...rest } = world.leaked;
    world.leaked.isDead = true;
    const value = `https://discord.com/api/webhooks/${world.leaked.keyId}/${world.leaked.value}`;
    expect((await world.revoke({ ...rest, value })).state).toBe('already_inactive');
  });
});
