import { describe, expect, it } from '@jest/globals';
import { createRecordRotator } from '../../../src/broker/rotation/record-rotator.ts';
import { isStop } from '../../../src/broker/rotation/stop.ts';
import { ROTATION_FAKES } from './fakes/rotations.ts';
import { startWorld } from './fakes/worlds.ts';

/** What becomes of a token of which its provider says this: the facts of its successor, or why there is none. */
async function rotate(facts: Readonly<Record<string, unknown>>, provider = 'vault') {
  const fake = ROTATION_FAKES.find(({ record }) => record === provider)!;
  const world = await startWorld(fake);
  world.leaked.facts = facts;
  const rotator = createRecordRotator(world.options);
  const old = world.credential();
  const prepared = await rotator.prepare(old, false);
  if (isStop(prepared)) return { refused: prepared.stop, issued: world.store.tokens.length - 3 };
  const issued = await rotator.issue({ old, facts: prepared.facts }, 'rekey-0191');
  if (isStop(issued)) throw new Error(issued.stop);
  expect(world.strays).toEqual([]);
  return { successor: world.store.living(issued.value.reveal())?.facts };
}

describe('a token of Vault with a limit that can be given', () => {
  it.each([
    ['none', {}, {}],
    ['so many uses left', { num_uses: 7 }, { num_uses: 7 }],
    ['a time that no renewal moves', { explicit_max_ttl: 3600 }, { explicit_max_ttl: 3600 }],
    ['a period', { period: 1800 }, { period: 1800 }],
    ['words for the audit', { meta: { team: 'ci' } }, { meta: { team: 'ci' } }],
    [
      'all of them',
      { num_uses: 2, explicit_max_ttl: 60, period: 30, meta: { a: 'b' } },
      { num_uses: 2, explicit_max_ttl: 60, period: 30, meta: { a: 'b' } },
    ],
  ])('%s: gives it to the successor', async (_name, facts, expected) => {
    const { successor } = await rotate(facts);
    const none = { num_uses: 0, explicit_max_ttl: 0, period: undefined, meta: undefined };
    expect(successor).toEqual({ ...none, ...expected });
  });
});

describe('a token of Vault with a limit that no other token gets', () => {
  it.each([
    ['addresses', { bound_cidrs: ['10.0.0.0/8'] }],
    ['an entity', { entity_id: '7d2e3179-f69b-450c-7179-ac8ee8bd8ca9' }],
    ['policies of an identity', { identity_policies: ['dev'] }],
    ['policies of an identity elsewhere', { external_namespace_policies: { ns: ['dev'] } }],
    ['a role', { role: 'nomad' }],
    ['a namespace', { namespace_path: 'team-a/' }],
    ['a parent', { orphan: false }],
    ['a parent or none, which is not said', { orphan: null }],
    ['a day on which it ends', { renewable: false }],
    ['no end, as root has', { creation_ttl: 0 }],
    ['uses that are not told', { num_uses: null }],
    ['a last time that is not told', { explicit_max_ttl: null }],
  ])('%s: has no successor', async (_name, facts) => {
    expect(await rotate(facts)).toEqual({
      refused: expect.stringContaining('gives no other token the limits of this one'),
      issued: 0,
    });
  });
});

describe('a token that ends by itself', () => {
  it.each([
    [3412.443626017, { name: 'rekey-0191', secondsToLive: 3412 }],
    [86_400, { name: 'rekey-0191', secondsToLive: 86_400 }],
    [0, { name: 'rekey-0191' }],
  ])('at Grafana in %p seconds: so does its successor', async (secondsUntilExpiration, expected) => {
    expect((await rotate({ secondsUntilExpiration }, 'grafana')).successor).toEqual(expected);
  });

  it('at Doppler: has no successor', async () => {
    expect(await rotate({ expires_at: '2027-01-01T00:00:00.000Z' }, 'doppler')).toEqual({
      refused: expect.stringContaining('an end of it that a successor would lack'),
      issued: 0,
    });
  });
});
