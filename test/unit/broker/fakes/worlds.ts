import { afterEach, expect } from '@jest/globals';
import { inspect } from 'node:util';
import type { Outcome } from '../../../../src/broker/broker.ts';
import { startFakeWorld, type FakeWorld } from './fake-world.ts';

/** What may be shown as green. */
export const GREEN = ['revoked_verified', 'disabled_verified', 'already_inactive', 'expired'];

const worlds: FakeWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** A fake provider and a broker that knows only it; both end with the test. */
export async function startWorld(...args: Parameters<typeof startFakeWorld>): Promise<FakeWorld> {
  const world = await startFakeWorld(...args);
  worlds.push(world);
  return world;
}

/** Nothing of a credential is in what the broker says, and nobody but the leaked one was hurt. */
export function expectHarmless(world: FakeWorld, outcome: Outcome): void {
  const said = inspect(outcome, { depth: 9 }) + JSON.stringify(outcome);
  expect(said).not.toContain(world.leaked.value);
  expect(said).not.toContain(world.other.value);
  expect(world.other.isDead).toBeUndefined();
  expect(world.strays).toEqual([]);
  expect(outcome.explanation).toMatch(/^[A-Z].*\.$/s);
}
