import { Pauses } from './pauses.ts';

/** What GitHub says of the requests of one installation, in the headers of every answer. */
export interface QuotaState {
  /** Requests an hour. */
  readonly limit: number;
  readonly remaining: number;
  /** When `remaining` is `limit` again; milliseconds since 1970. */
  readonly resetAt: number;
  /** When the answer came. */
  readonly seenAt: number;
}

/** Headers as octokit gives them: in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** Below this part of the limit what can wait does wait, so that the rest is there for pushes. */
const LOW = 0.2;

/** The one bucket of which all jobs live; GraphQL and search have others. */
const CORE = 'core';

/**
 * Reads the headers of GitHub's primary rate limit; undefined where the server has none, as GitHub Enterprise Server
 * unless its operator wants it. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function readQuota(headers: AnswerHeaders, now: number = Date.now()): QuotaState | undefined {
  if ((headers['x-ratelimit-resource'] ?? CORE) !== CORE) return undefined;
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (!Number.isFinite(limit) || !Number.isFinite(remaining) || !Number.isFinite(reset)) return undefined;
  return { limit: limit ?? 0, remaining: remaining ?? 0, resetAt: (reset ?? 0) * 1000, seenAt: now };
}

/** What is left of each installation's requests, as far as this process knows. */
export class Quota {
  readonly pauses: Pauses = new Pauses();
  readonly #states = new Map<number, QuotaState>();
  readonly #changed = new Set<number>();

  /** Takes note of an answer. Answers that were sent side by side may arrive in any order: the lowest counts. */
  note(installationId: number, headers: AnswerHeaders): void {
    const seen = readQuota(headers);
    if (!seen) return;
    const known = this.#states.get(installationId);
    const sameWindow = known !== undefined && Math.abs(known.resetAt - seen.resetAt) < 5000;
    const remaining = sameWindow ? Math.min(known.remaining, seen.remaining) : seen.remaining;
    this.#states.set(installationId, { ...seen, remaining });
    this.#changed.add(installationId);
  }

  /** Takes what another process saw later. */
  learn(installationId: number, state: QuotaState): void {
    if ((this.#states.get(installationId)?.seenAt ?? 0) < state.seenAt)
      this.#states.set(installationId, state);
  }

  of(installationId: number, now: number = Date.now()): QuotaState | undefined {
    const state = this.#states.get(installationId);
    return state && state.resetAt > now ? state : undefined;
  }

  /** True once GitHub has told of a limit; without one nothing needs to be saved. */
  isLimited(installationId: number): boolean {
    return this.#states.has(installationId);
  }

  /** Milliseconds until there is enough again for what can wait; 0 while there is. */
  lowFor(installationId: number, now: number = Date.now()): number {
    const state = this.of(installationId, now);
    return state && state.remaining < state.limit * LOW ? state.resetAt - now : 0;
  }

  /** True when only what cannot wait should be asked for. */
  isLow(installationId: number): boolean {
    return this.lowFor(installationId) > 0;
  }

  /** What changed since this was called last, for the table that all processes share. */
  takeChanges(): ReadonlyMap<number, QuotaState> {
    const changes = new Map<number, QuotaState>();
    for (const id of this.#changed) {
      const state = this.#states.get(id);
      if (state) changes.set(id, state);
    }
    this.#changed.clear();
    return changes;
  }
}
