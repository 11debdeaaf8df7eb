import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { inOrder } from '../../../src/sources/in-order.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

describe('inOrder', () => {
  it('keeps the order and never has more in work than allowed', async () => {
    let running = 0;
    let most = 0;
    const work = async (delay: number) => {
      most = Math.max(most, ++running);
      await wait(delay);
      running--;
      return delay;
    };
    const delays = [9, 1, 5, 0, 7, 2, 3];
    expect(await collect(inOrder(delays, 3, work))).toEqual(delays);
    expect(most).toBe(3);
  });

  it('gives nothing for nothing', async () => {
    expect(await collect(inOrder([], 3, () => Promise.resolve(1)))).toEqual([]);
  });

  it('throws a failure at its place, after the results before it, and begins no more', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await wait(item === 1 ? 0 : 5);
      if (item === 1) throw new Error('no');
      return item;
    };
    const seen: number[] = [];
    const run = async () => {
      for await (const item of inOrder([0, 1, 2, 3, 4, 5, 6], 2, work)) seen.push(item);
    };
    await expect(run()).rejects.toThrow('no');
    expect(seen).toEqual([0]);
    expect(begun).toEqual([0, 1, 2]);
  });
});
