/** Drawing that gives the same for the same seed: two organisations made alike are alike to the last id. */
export interface Random {
  /** From 0 up to, and without, 1. */
  fraction(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  /** One of them; throws where there is none. */
  pick<T>(from: readonly T[]): T;
  /** One of them, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [weight: number, one: T])[]): T;
  hex(digits: number): string;
  /** Shaped like a UUID of version 4. */
  uuid(): string;
}

/** Marsaglia's xorshift in 32 bits (https://www.jstatsoft.org/article/view/v008i14): no secret is ever made of it. */
export function createRandom(seed: number): Random {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const fraction = () => next() / 2 ** 32;
  const int = (min: number, max: number) => min + Math.floor(fraction() * (max - min + 1));
  const hex = (digits: number) => {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  // Small seeds begin with small numbers.
  for (let skipped = 0; skipped < 16; skipped += 1) next();
  return {
    fraction,
    int,
    hex,
    chance: (probability) => fraction() < probability,
    pick(from) {
      const one = from[int(0, from.length - 1)];
      if (one === undefined) throw new RangeError('nothing to draw from');
      return one;
    },
    weighted(from) {
      let left = fraction() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, one] of from) {
        left -= weight;
        if (left < 0) return one;
      }
      const last = from.at(-1);
      if (!last) throw new RangeError('nothing to draw from');
      return last[1];
    },
    uuid() {
      const digits = hex(32);
      const variant = '89ab'[Number.parseInt(digits.slice(16, 17), 16) % 4] ?? '8';
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `${variant}${digits.slice(17, 20)}`,
        digits.slice(20, 32),
      ].join('-');
    },
  };
}
