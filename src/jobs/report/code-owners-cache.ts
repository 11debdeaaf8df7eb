import { CODE_OWNERS_MAX_BYTES, parseCodeOwners, type OwnersRule } from '../../policy/code-owners.ts';
import type { Octokit } from '../../github/types.ts';
import { readCodeOwners } from '../../sources/read-code-owners.ts';

/** As long as a policy is kept. */
const MAX_AGE_MS = 3_600_000;
/** A file may hold thousands of rules. */
const MAX_ENTRIES = 200;

interface Entry {
  readonly rules: readonly OwnersRule[];
  readonly known?: { readonly path: string; readonly etag: string };
  readonly until: number;
}

/**
 * The CODEOWNERS files that this process used lately, by repository, read only where there was a leak. In memory alone: what
 * people write into a file has no place in the database.
 */
export class CodeOwnersCache {
  readonly #entries = new Map<number, Entry>();

  /** The rules of a repository, at most an hour old. Throws what octokit throws for failures that may pass. */
  async rulesOf(
    octokit: Octokit,
    repository: { readonly id: number; readonly owner: string; readonly name: string },
    now: number = Date.now(),
  ): Promise<readonly OwnersRule[]> {
    const before = this.#entries.get(repository.id);
    if (before && before.until > now) return before.rules;
    const answer = await readCodeOwners(octokit, repository, CODE_OWNERS_MAX_BYTES, before?.known);
    const until = now + MAX_AGE_MS;
    if (answer === 'unchanged') return this.#keep(repository.id, { ...(before ?? { rules: [] }), until });
    if (answer === 'none') return this.#keep(repository.id, { rules: [], until });
    const { path, etag, text } = answer;
    return this.#keep(repository.id, { rules: parseCodeOwners(text), known: { path, etag }, until });
  }

  #keep(repositoryId: number, entry: Entry): readonly OwnersRule[] {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(repositoryId, entry);
    return entry.rules;
  }
}
