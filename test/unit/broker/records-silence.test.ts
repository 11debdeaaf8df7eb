import { describe, expect, it } from '@jest/globals';
import { FAKES } from './fakes/all-fakes.ts';
import type { Bend } from './fakes/fake-world.ts';
import { expectHarmless, GREEN, startWorld } from './fakes/worlds.ts';

/** All providers at once, since the test does nothing but wait. */
function revokeEverywhere(bend: Bend, timeoutMs = 250) {
  return Promise.all(
    FAKES.map(async (fake) => {
      const world = await startWorld(fake, { timeoutMs, bend });
      const outcome = await world.revoke();
      expectHarmless(world, outcome);
      return { record: fake.record, state: outcome.state, retryable: outcome.retryable };
    }),
  );
}

describe.each(['hang', 'drip'] as const)('a provider that never comes to an end: %s', (how) => {
  it('is asked again later when it is the revocation', async () => {
    // Patient enough for the answers that do come, on a machine with other work as well.
    const ends = await revokeEverywhere((_call, isAct) => (isAct ? how : undefined), 2000);
    expect(ends).toEqual(FAKES.map(({ record }) => ({ record, state: 'failed', retryable: true })));
  }, 20_000);

  it('never makes anything green', async () => {
    const ends = await revokeEverywhere(() => how);
    expect(ends.filter(({ state }) => GREEN.includes(state))).toEqual([]);
    expect(ends).toHaveLength(FAKES.length);
  }, 20_000);
});

describe('a provider that says too much', () => {
  it.each([
    ['in a body without an end', 'flood'],
    ['in its headers', { status: 200, json: {}, headers: { 'x-much': 'a'.repeat(100_000) } }],
  ] as const)(
    '%s never makes anything green',
    async (_name, reply) => {
      const ends = await revokeEverywhere(() => reply);
      expect(ends.filter(({ state }) => GREEN.includes(state))).toEqual([]);
      expect(ends).toHaveLength(FAKES.length);
    },
    20_000,
  );
});
