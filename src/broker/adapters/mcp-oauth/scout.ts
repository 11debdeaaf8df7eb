import { setTimeout as delay } from 'node:timers/promises';
import type { Abilities, Outcome, TrustedServer } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Journal } from '../../journal.ts';
import { WORDS } from './explanations.ts';
import { listTools } from './list-tools.ts';
import { openStream, type HeldStream } from './open-stream.ts';

/** The revocation waits for a list of tools and a stream as long as the first look took, but at least so long. */
const MIN_WAIT_MS = 100;
/** A server that ends streams with their token does so at once; what is open after this stays open. */
const STREAM_GRACE_MS = 400;

/** What a scout needs. */
export interface ScoutParts {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly token: string;
  /** A registered MCP server; undefined where none may be asked. */
  readonly serverUrl: string | undefined;
  /** What the policy lets be asked there. */
  readonly consent: Pick<TrustedServer, 'describeTools' | 'watchStreams'>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Finds out, beside the revocation and only where the policy lets it, what a living bearer opens: the tools of its
 * server, and a stream that may outlive it. Nothing is called and nothing changes at the server.
 */
export class Scout {
  readonly #parts: ScoutParts;
  readonly #stop = new AbortController();
  #pending: Promise<unknown> = Promise.resolve();
  #abilities: Abilities | undefined;
  #stream: HeldStream | undefined;

  constructor(parts: ScoutParts) {
    this.#parts = parts;
  }

  /** Starts what the policy wants; never throws, never waits. */
  start(sessionId: string | undefined): void {
    const { fetch, journal, token, serverUrl, consent, signal } = this.#parts;
    if (serverUrl === undefined) return;
    const session = sessionId === undefined ? {} : { sessionId };
    const stop = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    const server = { fetch, url: serverUrl, token, signal: stop, ...session };
    const tools = async () => {
      this.#abilities = await listTools(server);
      if (this.#abilities) journal.note('tools_listed');
    };
    const stream = async () => {
      this.#stream = await openStream(server);
      if (this.#stream) journal.note('stream_opened');
    };
    this.#pending = Promise.allSettled([
      ...(consent.describeTools === true ? [tools()] : []),
      ...(consent.watchStreams === true ? [stream()] : []),
    ]);
  }

  /** @param lookMs how long the first look took */
  async wait(lookMs: number): Promise<void> {
    const patience = new AbortController();
    const limit = delay(Math.max(MIN_WAIT_MS, lookMs), undefined, { signal: patience.signal });
    await Promise.race([this.#pending, limit.catch(() => undefined)]);
    patience.abort();
  }

  /** The abilities that were found. */
  get abilities(): Abilities | undefined {
    return this.#abilities;
  }

  /** Adds what was found to an outcome. */
  complete(outcome: Outcome): Outcome {
    return this.#abilities ? { ...outcome, abilities: this.#abilities } : outcome;
  }

  /** The same once the token is dead: looks whether the stream is still open. */
  async conclude(outcome: Outcome): Promise<Outcome> {
    const { journal } = this.#parts;
    if (!this.#stream) return this.complete(outcome);
    await Promise.race([this.#stream.ended, delay(STREAM_GRACE_MS)]);
    if (!this.#stream.isOpen) {
      journal.note('stream_ended');
      return this.complete(outcome);
    }
    journal.note('stream_outlives_token');
    const explanation = `${outcome.explanation} ${WORDS.streamOutlives}`;
    return this.complete({ ...outcome, explanation });
  }

  /** Ends what is still under way, an open stream included. */
  close(): void {
    this.#stop.abort();
  }
}
