import type { Sampler } from '../../src/detect/formats/format.ts';
import { sampler } from '../../test/support/credentials.ts';

/** A seeded source of choices: everything that a person who writes a file decides without reason. */
export interface Random {
  /** From 0 to 1, without 1. */
  readonly next: () => number;
  /** From `min` to `max`, both included. */
  readonly int: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly shuffle: <Item>(items: readonly Item[]) => Item[];
  /** `min` to `max` different items. */
  readonly some: <Item>(items: readonly Item[], min: number, max: number) => Item[];
  readonly text: Sampler;
}

/** Mixes two numbers into a seed, so that neighbouring files of one run share nothing. */
export function seedOf(run: number, file: number): number {
  let mixed = Math.imul(run ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(file + 1, 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** The same choices for the same seed. */
export function createRandom(seed: number): Random {
  const text = sampler(seed);
  const next = () => Number.parseInt(text.hex(8), 16) / 2 ** 32;
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const shuffle = <Item>(items: readonly Item[]) => {
    const shuffled = [...items];
    for (let index = shuffled.length - 1; index > 0; index--) {
      const other = int(0, index);
      [shuffled[index], shuffled[other]] = [shuffled[other] as Item, shuffled[index] as Item];
    }
    return shuffled;
  };
  return {
    next,
    int,
    shuffle,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new Error('Nothing to pick from');
      return items[int(0, items.length - 1)] as (typeof items)[number];
    },
    some: (items, min, max) => shuffle(items).slice(0, int(min, max)),
    text,
  };
}
