const WINDOW_MS = 60_000;
const MAX_TRIES = 60;
const MAX_ADDRESSES = 10_000;

/** Counts who tries to log in: so many a minute from one address, and then no more until the minute is over. */
export class LoginTries {
  readonly #max: number;
  #began = 0;
  #counts = new Map<string, number>();

  constructor(max: number = MAX_TRIES) {
    this.#max = max;
  }

  /** Seconds to wait; 0 for now. */
  wait(address: string, now: number = Date.now()): number {
    if (now - this.#began >= WINDOW_MS) {
      this.#began = now;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(address) ?? 0) + 1;
    const rest = Math.max(1, Math.ceil((this.#began + WINDOW_MS - now) / 1000));
    // So many addresses within a minute are no people.
    if (this.#counts.size >= MAX_ADDRESSES && !this.#counts.has(address)) return rest;
    this.#counts.set(address, count);
    return count > this.#max ? rest : 0;
  }
}
