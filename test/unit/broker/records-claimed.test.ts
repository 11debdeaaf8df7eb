import { describe, expect, it } from '@jest/globals';
import { FAKES } from './fakes/all-fakes.ts';
import { recordOf } from './fakes/fake-world.ts';
import { GREEN, startWorld } from './fakes/worlds.ts';

const named = FAKES.filter(
  (fake) => recordOf(fake).credentialId !== undefined && recordOf(fake).ways.some(({ by }) => by === 'admin'),
);

describe('the operator’s authority, for an id that the caller names', () => {
  it('is asked of records that have one', () => {
    expect(named.map(({ record }) => record)).toContain('grafana');
  });

  it.each(named.map((fake) => [fake.record, fake] as const))(
    '%s: ends nothing while the value was not seen alive',
    async (_record, fake) => {
      let byOperator = 0;
      let value = '';
      const world = await startWorld(fake, {
        bend: (call, isAct) => {
          // What the value does by itself is its own authority, and is refused here.
          if (isAct && call.bearer !== value) byOperator += 1;
          return { status: isAct ? 403 : 429, json: {} };
        },
      });
      value = world.leaked.value;
      const outcome = await world.revoke();
      expect(byOperator).toBe(0);
      expect(GREEN).not.toContain(outcome.state);
    },
  );
});
