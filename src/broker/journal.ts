import { SIGHTS, type Evidence, type Outcome, type OutcomeState, type RevokeOptions } from './broker.ts';

/** The broker's events, as `Evidence.event` has them. */
export type BrokerEvent =
  | 'probe_live'
  | 'probe_dead'
  | 'probe_failed'
  | 'dry_run_accepted'
  | 'dry_run_refused'
  | 'revocation_sent'
  | 'revocation_accepted'
  | 'revocation_refused'
  | 'introspection_active'
  | 'introspection_inactive'
  | 'refresh_revocation_sent'
  | 'refresh_refused'
  | 'refresh_issued'
  | 'tools_listed'
  | 'stream_opened'
  | 'stream_ended'
  | 'stream_outlives_token'
  | 'client_found'
  | 'client_removed'
  | 'client_gone'
  | 'client_refused'
  | 'token_outlives_client';

/** What happened during one run of an adapter, in order, and the outcome that carries it. */
export class Journal {
  readonly #adapter: string;
  readonly #now: () => number;
  readonly #evidence: Evidence[] = [];
  readonly #onSight: RevokeOptions['onSight'];
  #kept = 0;

  /** @param now milliseconds since the epoch */
  constructor(adapter: string, now: () => number, onSight?: RevokeOptions['onSight']) {
    this.#adapter = adapter;
    this.#now = now;
    this.#onSight = onSight;
  }

  /** Notes an event with the time and, when there was an answer, its HTTP status. */
  note(event: BrokerEvent, http?: number): void {
    this.#evidence.push({ at: new Date(this.#now()), event, ...(http === undefined ? {} : { http }) });
  }

  /** Whether the event was noted in this run. */
  has(event: BrokerEvent): boolean {
    return this.#evidence.some((one) => one.event === event);
  }

  /** Has what was seen alive kept, before the request that ends it: after a crash nobody could see it any more. */
  async keepSights(): Promise<void> {
    const sights = this.#evidence.slice(this.#kept).filter(({ event }) => isSight(event));
    this.#kept = this.#evidence.length;
    if (sights.length > 0) await this.#onSight?.(sights);
  }

  /** @param explanation one plain sentence of ours for people, never text of a provider or a repository */
  end(
    state: OutcomeState,
    explanation: string,
    more: Pick<Outcome, 'rotateUrl' | 'retryable' | 'retryAfterMs' | 'dryRun' | 'lookAgainAt'> = {},
  ): Outcome {
    return { state, adapter: this.#adapter, evidence: this.#evidence, explanation, ...more };
  }
}

const isSight = (event: string): boolean => SIGHTS.some((sight) => sight === event);
