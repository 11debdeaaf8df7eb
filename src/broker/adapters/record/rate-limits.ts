import type { ProviderRecord } from '../record.ts';

interface Usage {
  /** When each revocation of the last period was sent, in milliseconds since the epoch. */
  sent: number[];
  /** The provider asked for silence until then. */
  silentUntil: number;
}

/**
 * What this process has asked of each provider. A provider that said "too many" is left alone by all runs until the
 * time it named, and a documented limit is kept before the provider has to say so.
 */
export class RateLimits {
  readonly #usage = new Map<string, Usage>();

  /**
   * Counts one revocation.
   *
   * @param isPinned false for a server in the provider's place, for which the documented limit does not hold
   * @returns milliseconds to wait when it may not be sent now
   */
  take({ provider, rateLimit }: ProviderRecord, now: number, isPinned = true): number | undefined {
    const usage = this.#read(provider);
    if (usage.silentUntil > now) return usage.silentUntil - now;
    if (!rateLimit || !isPinned) return undefined;
    usage.sent = usage.sent.filter((at) => at > now - rateLimit.perMs);
    const [oldest = now] = usage.sent;
    if (usage.sent.length >= rateLimit.requests) return oldest + rateLimit.perMs - now;
    usage.sent.push(now);
    return undefined;
  }

  /** The provider asked to wait. */
  silence({ provider }: ProviderRecord, until: number): void {
    const usage = this.#read(provider);
    usage.silentUntil = Math.max(usage.silentUntil, until);
  }

  #read(provider: string): Usage {
    const usage = this.#usage.get(provider) ?? { sent: [], silentUntil: 0 };
    this.#usage.set(provider, usage);
    return usage;
  }
}
