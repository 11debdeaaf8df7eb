import { setTimeout as sleep } from 'node:timers/promises';
import { errorAnswer, type Answer, type GitHubRequest } from './exchange.ts';
import { createLatch } from './latch.ts';

/** Which requests are meant. */
export type RequestMatch = (request: GitHubRequest) => boolean;

/**
 * `status`: GitHub answers so and does nothing. `secondary-limit`: 403 with `retry-after`. `timeout`: no answer ever.
 * `slow`: the true answer, late. `reset`: the connection breaks and nothing is done. `lost-answer`: GitHub does what
 * was asked, but the answer is lost (or is the given status), which is how duplicates come about.
 */
export type FaultKind = 'status' | 'secondary-limit' | 'timeout' | 'slow' | 'reset' | 'lost-answer';

/** One way for GitHub to fail. */
export interface FaultOptions {
  readonly match: RequestMatch;
  /** How many matching requests fail. Default: 1. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** For `status` (default 502) and `lost-answer` (default: the connection breaks). */
  readonly status?: number;
  /** For `secondary-limit` and `status`; seconds. */
  readonly retryAfterSeconds?: number;
  /** For `slow`; milliseconds, default 1000. */
  readonly delayMs?: number;
}

/** Where a gate stands: before GitHub does what was asked (default), or after, when only the answer is missing. */
export interface GateOptions {
  readonly when?: 'before' | 'after';
}

/** A held request. */
export interface Gate {
  /** Settles when a request stands at the gate. */
  readonly arrived: Promise<GitHubRequest>;
  /** Settles when the sender of the held request is gone; await it after killing the sender. */
  readonly abandoned: Promise<void>;
  /** Lets it pass. One that stood before GitHub and whose sender is gone by then is never carried out. */
  release(): void;
}

/** What becomes of a request: an answer, no answer with a broken connection, or silence. */
export type Result = Answer | 'reset' | 'silence';

interface HeldGate {
  readonly match: RequestMatch;
  readonly when: 'before' | 'after';
  readonly arrive: (request: GitHubRequest) => void;
  readonly abandon: () => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

const LIMIT_MESSAGE =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** Faults and gates between the wire and GitHub. */
export class Interference {
  readonly #faults: { left: number; readonly options: FaultOptions }[] = [];
  readonly #waiting: HeldGate[] = [];
  readonly #all: HeldGate[] = [];

  fault(options: FaultOptions): void {
    this.#faults.push({ left: options.times ?? 1, options });
  }

  gate(match: RequestMatch, options: GateOptions = {}): Gate {
    const arrived = createLatch<GitHubRequest>();
    const abandoned = createLatch<void>();
    const released = createLatch<void>();
    const gate: HeldGate = {
      match,
      when: options.when ?? 'before',
      arrive: arrived.open,
      abandon: abandoned.open,
      released: released.promise,
      release: released.open,
    };
    this.#waiting.push(gate);
    this.#all.push(gate);
    return { arrived: arrived.promise, abandoned: abandoned.promise, release: released.open };
  }

  /**
   * Waits at the first gate that matches; each gate holds one request.
   *
   * @param gone settles when the sender's connection ends
   */
  async hold(request: GitHubRequest, when: 'before' | 'after', gone: Promise<void>): Promise<void> {
    const index = this.#waiting.findIndex((gate) => gate.when === when && gate.match(request));
    const [gate] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (gate === undefined) return;
    gate.arrive(request);
    await Promise.race([gate.released, gone.then(gate.abandon)]);
  }

  /** Lets `perform` do what was asked, unless a fault says otherwise. */
  async run(request: GitHubRequest, perform: () => Promise<Answer>): Promise<Result> {
    const fault = this.#faults.find(({ left, options }) => left > 0 && options.match(request));
    if (fault === undefined) return perform();
    fault.left -= 1;
    return failures[fault.options.kind](fault.options, perform);
  }

  /** Opens every gate, so that nothing waits for ever when the world ends. */
  releaseAll(): void {
    for (const gate of this.#all) gate.release();
  }
}

const failures: Readonly<
  Record<FaultKind, (options: FaultOptions, perform: () => Promise<Answer>) => Result | Promise<Result>>
> = {
  status: ({ status = 502, retryAfterSeconds }) =>
    errorAnswer(
      status,
      'Server Error',
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    ),
  'secondary-limit': ({ retryAfterSeconds = 60 }) =>
    errorAnswer(403, LIMIT_MESSAGE, { 'retry-after': String(retryAfterSeconds) }),
  timeout: () => 'silence',
  slow: async ({ delayMs = 1000 }, perform) => {
    await sleep(delayMs);
    return perform();
  },
  reset: () => 'reset',
  'lost-answer': async ({ status }, perform) => {
    await perform();
    return status === undefined ? 'reset' : errorAnswer(status, 'Server Error');
  },
};
