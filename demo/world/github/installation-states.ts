import type { Backend } from './backend.ts';
import { jsonOf, makeRequest } from './exchange.ts';
import { isRecord, numberAt, textAt, type JsonRecord } from './json.ts';

/** What is left of the requests of an installation. */
export interface QuotaOfWorld {
  readonly limit: number;
  remaining: number;
  /** Seconds since 1970. */
  reset: number;
}

const LIMIT = 5000;
const WINDOW_SECONDS = 3600;
const nameKey = (owner: string, repo: string) => `${owner}/${repo}`.toLowerCase();

/** What the emulator does not know of installations and repositories: who is suspended, what moved, what is left. */
export class InstallationStates {
  readonly #backend: Backend;
  readonly suspended = new Map<number, string>();
  readonly deleted = new Set<number>();
  /** Repositories that an installation may not see any more, by their id. */
  readonly hidden = new Set<number>();
  /** Old names, in lower case, and the repository that had them. */
  readonly moved = new Map<string, number>();
  /** When something was pushed last, by the repository's id; the emulator does not keep it for the git data API. */
  readonly pushedAt = new Map<number, string>();
  readonly #quotas = new Map<number, QuotaOfWorld>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  ownerOf(installationId: number): string | undefined {
    return Object.entries(this.#backend.plan.installations).find(([, id]) => id === installationId)?.[0];
  }

  quotaOf(installationId: number): QuotaOfWorld {
    const now = Math.floor(Date.now() / 1000);
    const known = this.#quotas.get(installationId);
    if (known !== undefined && known.reset > now) return known;
    const fresh = { limit: LIMIT, remaining: LIMIT, reset: now + WINDOW_SECONDS };
    this.#quotas.set(installationId, fresh);
    return fresh;
  }

  /** The repository that a name means now, whoever asks; undefined when none has it. */
  async repository(owner: string, repo: string): Promise<JsonRecord | undefined> {
    if (!this.#backend.plan.userTokens.has(owner) && !this.#backend.plan.orgs.some((o) => o.login === owner))
      return undefined;
    const found = await this.#backend.read(owner, `/repos/${owner}/${repo}`);
    // The emulator finds names in any case, as GitHub does.
    return isRecord(found) ? found : undefined;
  }

  /** The repository with an id, read as whoever owns it. */
  async byId(id: number): Promise<JsonRecord | undefined> {
    for (const login of this.#backend.plan.userTokens.keys()) {
      const request = this.#backend.asUser(login, makeRequest('GET', `/repositories/${id}`));
      const answer = await this.#backend.ask(request);
      const body = jsonOf(answer);
      if (answer.status === 200 && isRecord(body)) return body;
    }
    return undefined;
  }

  rememberName(owner: string, repo: string, id: number): void {
    this.moved.set(nameKey(owner, repo), id);
  }

  movedTo(owner: string, repo: string): number | undefined {
    return this.moved.get(nameKey(owner, repo));
  }

  async notePush(owner: string, repo: string): Promise<void> {
    const repository = await this.repository(owner, repo);
    if (repository) this.pushedAt.set(numberAt(repository, 'id'), new Date().toISOString());
  }

  /** A repository with the time of its last push. */
  dress(repository: JsonRecord): JsonRecord {
    const pushed = this.pushedAt.get(numberAt(repository, 'id')) ?? textAt(repository, 'pushed_at');
    return { ...repository, pushed_at: pushed === '' ? null : pushed };
  }
}
