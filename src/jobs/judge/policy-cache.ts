import type { Policy } from '../../policy/policy.ts';

/** Another process may have read a newer policy; this long this one may not know. */
const MAX_AGE_MS = 30_000;
const MAX_ENTRIES = 10_000;

/** The policies that this process used lately, by repository, so that a busy one does not ask the database each time. */
export class PolicyCache {
  readonly #entries = new Map<number, { readonly policy: Policy; readonly until: number }>();

  get(repositoryId: number): Policy | undefined {
    const entry = this.#entries.get(repositoryId);
    if (!entry || entry.until > Date.now()) return entry?.policy;
    this.#entries.delete(repositoryId);
    return undefined;
  }

  set(repositoryId: number, policy: Policy): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(repositoryId, { policy, until: Date.now() + MAX_AGE_MS });
  }

  clear(): void {
    this.#entries.clear();
  }
}
