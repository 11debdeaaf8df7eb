/**
 * A rate with a burst: of `perMinute`, half may come at once and the other half is spread, so that no minute, wherever
 * it begins, holds more than `perMinute`. (The generic cell rate algorithm, as in ITU-T I.371.)
 */
export interface Rate {
  /** Milliseconds that one unit takes when it is spread. */
  readonly stepMs: number;
  /** How far ahead of the spread one may be. */
  readonly burstMs: number;
}

/** The rate that never has more than `most` in any window of that length. */
export function rateOf(most: number, windowMs: number): Rate {
  const burst = Math.max(1, Math.floor(most / 2));
  const stepMs = windowMs / Math.max(most - burst, 0.5);
  return { stepMs, burstMs: burst * stepMs };
}

/** Spreads what one process does; see {@link Rate}. */
export class Pace {
  readonly #rate: Rate;
  #ahead = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes so many units and returns the milliseconds to wait before using them. */
  take(units: number, now: number = Date.now()): number {
    this.#ahead = Math.max(this.#ahead, now) + units * this.#rate.stepMs;
    return Math.max(0, this.#ahead - now - this.#rate.burstMs);
  }
}
