import { isPassingStatus } from '../../egress-failure.ts';
import type { Outcome, OutcomeState } from '../../broker.ts';
import { readRetryAfter } from '../../retry-after.ts';
import type { Act, ProviderRecord } from '../record.ts';
import { matches, type Answer } from './answer.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Session } from './session.ts';
import { wordsFor } from './words.ts';

/**
 * How a provider took a revocation. `odd`: 2xx, but not what it says when it accepts. `passing`: worth another try.
 * `closed`: it could not be reached in a permitted way, and that will not change.
 */
export type Reception = 'accepted' | 'gone' | 'limited' | 'passing' | 'closed' | 'odd' | 'refused';

/** Sorts the answer to a revocation. */
export function receive(answer: Answer, act: Act, { limited }: ProviderRecord): Reception {
  if (answer.kind === 'none') return answer.passing ? 'passing' : 'closed';
  if (matches(answer, act.accepted)) return 'accepted';
  if (matches(answer, act.gone ?? [])) return 'gone';
  if (answer.status === 429 || limited?.statuses.includes(answer.status)) return 'limited';
  if (isPassingStatus(answer.status) || (answer.isPage && answer.status < 400)) return 'passing';
  return answer.status < 300 ? 'odd' : 'refused';
}

/** Makes the outcomes of one run. */
export class Ending {
  readonly words: ReturnType<typeof wordsFor>;
  readonly #session: Session;
  readonly #limits: RateLimits;

  constructor(session: Session, limits: RateLimits) {
    this.#session = session;
    this.#limits = limits;
    this.words = wordsFor(session.record);
  }

  dead(state: OutcomeState): Outcome {
    const { journal } = this.#session;
    const { words } = this;
    if (state === 'already_inactive') return journal.end(state, words.alreadyInactive);
    // With the page where it can be undone.
    if (state === 'disabled_verified') return this.#end(state, words.disabled);
    return journal.end(state, words.revoked);
  }

  /** Accepted, and not proved. */
  unproved(isProvable: boolean): Outcome {
    const { stillAccepted, notProvable } = this.words;
    return this.#end('accepted_unverified', isProvable ? stillAccepted : notProvable, {
      retryable: isProvable,
    });
  }

  byHand(words: string): Outcome {
    return this.#end('manual_required', words);
  }

  dryRun(): Outcome {
    return this.#end('accepted_unverified', this.words.dryRun, { retryable: false, dryRun: true });
  }

  /** A failure that the queue may try again, unless the way to the provider is closed. */
  failed(reception: 'limited' | 'passing' | 'closed', answer?: Answer): Outcome {
    if (reception === 'closed') {
      const why = answer?.kind === 'none' ? ` ${answer.why}` : '';
      return this.#end('failed', `${this.words.closed}${why}`);
    }
    const wait = this.#readWait(reception, answer);
    return this.#end('failed', reception === 'limited' ? this.words.limited : this.words.unavailable, {
      retryable: true,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }

  /** Held back by ourselves, so that the provider's limit is kept. */
  heldBack(waitMs: number): Outcome {
    return this.#end('failed', this.words.limited, { retryable: true, retryAfterMs: waitMs });
  }

  #readWait(reception: 'limited' | 'passing', answer: Answer | undefined): number | undefined {
    const { record } = this.#session;
    const now = this.#session.now();
    const named = answer?.kind === 'answer' ? readRetryAfter(answer.headers, now) : undefined;
    const wait = named ?? (reception === 'limited' ? record.limited?.waitMs : undefined);
    if (reception === 'limited' && wait !== undefined) this.#limits.silence(record, now + wait);
    return wait;
  }

  #end(
    state: OutcomeState,
    explanation: string,
    more: Pick<Outcome, 'retryable' | 'retryAfterMs' | 'dryRun'> = {},
  ): Outcome {
    const { journal, record } = this.#session;
    return journal.end(state, explanation, {
      ...(record.rotateUrl === undefined ? {} : { rotateUrl: record.rotateUrl }),
      ...more,
    });
  }
}
