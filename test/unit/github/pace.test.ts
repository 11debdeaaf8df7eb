import { describe, expect, it } from '@jest/globals';
import { Pace, rateOf } from '../../../src/github/pace.ts';
import { Slots } from '../../../src/github/slots.ts';

/** When each of so many units goes that all want to go at once. */
function times(most: number, units: number): number[] {
  const pace = new Pace(rateOf(most, 60_000));
  return Array.from({ length: units }, () => pace.take(1, 1_000_000));
}

describe('Pace', () => {
  it.each([2, 3, 7, 60, 850])('never has more than %i in a minute, wherever it begins', (most) => {
    const at = times(most, most * 4);
    for (const start of at) {
      const within = at.filter((time) => time >= start && time < start + 60_000);
      expect(within.length).toBeLessThanOrEqual(most);
    }
  });

  it('lets half of it go at once', () => {
    expect(times(60, 60).filter((wait) => wait === 0)).toHaveLength(30);
  });
});

describe('Slots', () => {
  it('lets so many run at once, in the order of their coming', async () => {
    const slots = new Slots(3);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        slots.run(async () => {
          order.push(n);
          running += 1;
          most = Math.max(most, running);
          await new Promise((done) => setTimeout(done, 1));
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('gives the place of work that failed to the next', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.run(() => Promise.resolve(7))).resolves.toBe(7);
  });
});
