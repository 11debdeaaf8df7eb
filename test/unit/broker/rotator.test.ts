import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import type { LeakedCredential } from '../../../src/broker/broker.ts';
import { createRecordRotator } from '../../../src/broker/rotation/record-rotator.ts';
import type { Rotator, Standing } from '../../../src/broker/rotation/rotator.ts';
import { isStop, type Stop } from '../../../src/broker/rotation/stop.ts';
import type { Fake, FakeToken } from './fakes/fake.ts';
import { NO_TRUST, type FakeWorld } from './fakes/fake-world.ts';
import { ROTATION_FAKES } from './fakes/rotations.ts';
import { startWorld } from './fakes/worlds.ts';

const LABEL = 'rekey-0190';

it('has a provider that issues for each record with rotations', () => {
  const rotating = PROVIDER_RECORDS.filter(({ rotations }) => rotations).map(({ id }) => id);
  expect(ROTATION_FAKES.map(({ record }) => record).toSorted()).toEqual(rotating.toSorted());
  for (const { rotations = [] } of PROVIDER_RECORDS) {
    for (const { take, docs } of rotations) {
      expect(Object.keys(take)).toContain('id');
      expect(docs).toMatch(/^https:\/\//);
    }
  }
});

interface Story {
  readonly world: FakeWorld;
  readonly rotator: Rotator;
  readonly old: LeakedCredential;
}

async function begin(fake: Fake, options: Parameters<typeof startWorld>[1] = {}): Promise<Story> {
  const world = await startWorld(fake, options);
  return { world, rotator: createRecordRotator(world.options), old: world.credential() };
}

function goOn<T>(step: T | Stop): T {
  if (typeof step === 'object' && step !== null && isStop(step)) throw new Error(step.stop);
  return step as T;
}

async function prepare({ rotator, old }: Story): Promise<{ at: Standing; before: readonly string[] }> {
  const { facts, before } = goOn(await rotator.prepare(old, false));
  return { at: { old, facts }, before };
}

async function issue(story: Story, at: Standing) {
  const { value, facts } = goOn(await story.rotator.issue(at, LABEL));
  const next = { ...at, facts };
  expect(await story.rotator.claim(next, value)).toBeUndefined();
  return { value, at: next };
}

/** Everything that lives but for the two credentials of others and the leaked one. */
const successors = ({ world }: Story): readonly FakeToken[] =>
  world.store.tokens.slice(3).filter(({ isDead }) => isDead !== true);

describe.each(ROTATION_FAKES.map((fake) => [fake.record, fake] as const))('%s', (_id, fake) => {
  it('issues a successor that lives, and kills the old one alone', async () => {
    const story = await begin(fake);
    const { world, rotator, old } = story;
    expect(rotator.canRotate({ ...old, scope: 'octo' })).toBe(true);
    const { at } = await prepare(story);
    const next = await issue(story, at);
    expect(successors(story).map(({ value }) => value)).toEqual([next.value.reveal()]);
    expect(successors(story)[0]?.expires ?? false).toBe(false);
    expect(await rotator.look(next.at, next.value)).toBe('live');
    const outcome = await world.broker.revoke(old, NO_TRUST, { action: 'revoke' });
    expect(['revoked_verified', 'disabled_verified']).toContain(outcome.state);
    expect([world.leaked.isDead, world.other.isDead]).toEqual([true, undefined]);
    expect(await rotator.look(next.at, next.value)).toBe('live');
    expect(world.strays).toEqual([]);
    // The successor is a credential that the broker can end and replace in its turn.
    const successor = rotator.successor(next.at, next.value);
    expect(goOn(await rotator.prepare(successor, false)).facts['way']).toBe(at.facts['way']);
    const said = inspect([at, next, outcome], { depth: 9 });
    for (const value of [world.leaked.value, next.value.reveal()]) expect(said).not.toContain(value);
  });

  it('takes a successor back that is not wanted, and nothing else', async () => {
    const story = await begin(fake);
    const { at } = await prepare(story);
    const next = await issue(story, at);
    expect(await story.rotator.remove(next.at)).toBeUndefined();
    expect(successors(story)).toEqual([]);
    expect(await story.rotator.look(next.at, next.value)).toBe('dead');
    expect([story.world.leaked.isDead, story.world.other.isDead]).toEqual([undefined, undefined]);
    // A second time, after a crash, is as good.
    expect(await story.rotator.remove(next.at)).toBeUndefined();
  });

  it('finds exactly what an interrupted try left', async () => {
    const story = await begin(fake);
    const { at, before } = await prepare(story);
    const since = new Date();
    const left = { label: LABEL, before, since, until: new Date(since.getTime() + 60_000) };
    expect(await story.rotator.findLeft(at, left)).toEqual([]);
    await issue(story, at);
    const [one] = successors(story);
    const found = goOn(await story.rotator.findLeft(at, left));
    const expires = PROVIDER_RECORDS.find(({ id }) => id === fake.record)?.rotations?.[0]?.left === 'expires';
    expect(found).toEqual(expires ? [] : [one?.id]);
    // What came at another time or has another name is somebody else's.
    const hourAgo = new Date(since.getTime() - 3_600_000);
    const other = { label: 'rekey-0191', before, since: hourAgo, until: hourAgo };
    expect(await story.rotator.findLeft(at, other)).toEqual([]);
  });

  it('issues nothing for a credential that was never seen alive, whatever stands beside it', async () => {
    const story = await begin(fake);
    const { keyId, credentialId } = story.world.other;
    const stranger = {
      ...fake.make(),
      ...(keyId === undefined ? {} : { keyId }),
      ...(credentialId === undefined ? {} : { credentialId }),
    };
    const stop = await story.rotator.prepare(story.world.credential(stranger), false);
    expect(stop).toMatchObject({ retryable: false });
    expect(successors(story)).toEqual([]);
    expect(story.world.acted()).toBe(0);
  });

  it('says so when the operator has no right there, and asks for none', async () => {
    const story = await begin(fake, { hasAdmin: false });
    expect(story.rotator.canRotate({ ...story.old, scope: 'octo' })).toBe(false);
    expect(await story.rotator.prepare(story.old, false)).toMatchObject({ retryable: false });
  });

  it.each([
    ['500', { status: 500, json: {} }],
    ['a page', { status: 200, text: '<html>hi</html>', headers: { 'content-type': 'text/html' } }],
    ['an empty object', { status: 200, json: {} }],
    ['an echo', undefined],
  ] as const)('is not sure of a successor when the answer is %s', async (_name, reply) => {
    let isBent = false;
    const story = await begin(fake, {
      bend: ({ body, headers }) => (isBent ? (reply ?? { status: 422, json: { body, headers } }) : undefined),
    });
    const { at } = await prepare(story);
    isBent = true;
    const stop = await story.rotator.issue(at, LABEL);
    expect(stop).toMatchObject({
      stop: expect.stringMatching(/^[A-Z].*\.$/),
      retryable: reply !== undefined,
    });
    expect(JSON.stringify(stop)).not.toContain(story.world.leaked.value);
  });
});

it('a user of AWS with two keys gets no third', async () => {
  const fake = ROTATION_FAKES.find(({ record }) => record === 'aws-access-key')!;
  const story = await begin(fake);
  const { at } = await prepare(story);
  await issue(story, at);
  const stop = await story.rotator.issue(at, LABEL);
  expect(stop).toMatchObject({
    retryable: false,
    stop: expect.stringContaining('did not issue a successor'),
  });
  expect(successors(story)).toHaveLength(1);
});
