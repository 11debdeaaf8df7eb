import { createHash } from 'node:crypto';
import type { GitHubRequest } from './exchange.ts';

/** Who sends a request, by its Authorization header. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly installationId: number }
  | { readonly kind: 'user'; readonly login: string }
  | { readonly kind: 'unknown' };

interface LeakedToken {
  readonly login: string;
  readonly deadFrom?: number;
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

/**
 * Knows which tokens are good. The emulator takes any unknown token for its first user; GitHub answers 401, and a
 * revoked token must get that too.
 */
export class Callers {
  readonly #installationTokens = new Map<string, number>();
  readonly #loginTokens = new Map<string, string>();
  readonly #leaked = new Map<string, LeakedToken>();
  readonly #revocations: { readonly at: Date; readonly sha256: readonly string[] }[] = [];
  #revocation: { readonly delayMs?: number; readonly never?: boolean } = {};

  get revocations(): readonly { readonly at: Date; readonly sha256: readonly string[] }[] {
    return this.#revocations;
  }

  /** A token that the emulator gave to the App for one installation. */
  addInstallationToken(token: string, installationId: number): void {
    this.#installationTokens.set(token, installationId);
  }

  /** A token that a person got by logging in; held by hash like a leaked one, so that it can be revoked as well. */
  addLoginToken(token: string, login: string): void {
    this.#loginTokens.set(sha256(token), login);
  }

  registerLeaked(token: string, login: string): void {
    this.#leaked.set(sha256(token), { login });
  }

  setRevocation(behaviour: { readonly delayMs?: number; readonly never?: boolean }): void {
    this.#revocation = behaviour;
  }

  /** What POST /credentials/revoke does; values that nobody registered are accepted as well, as on GitHub. */
  revoke(values: readonly string[]): void {
    const hashes = values.map(sha256);
    this.#revocations.push({ at: new Date(), sha256: hashes });
    if (this.#revocation.never === true) return;
    const deadFrom = Date.now() + (this.#revocation.delayMs ?? 0);
    for (const hash of hashes) {
      const token = this.#leaked.get(hash);
      if (token !== undefined && token.deadFrom === undefined) this.#leaked.set(hash, { ...token, deadFrom });
      this.#loginTokens.delete(hash);
    }
  }

  identify(request: GitHubRequest): Caller {
    const header = request.headers['authorization'];
    if (header === undefined || header === '') return { kind: 'anonymous' };
    const token = header.replace(/^(?:bearer|token)\s+/i, '').trim();
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { kind: 'app' };
    const installationId = this.#installationTokens.get(token);
    if (installationId !== undefined) return { kind: 'installation', installationId };
    const login = this.#loginOf(token);
    return login === undefined ? { kind: 'unknown' } : { kind: 'user', login };
  }

  #loginOf(token: string): string | undefined {
    const hash = sha256(token);
    const leaked = this.#leaked.get(hash);
    if (leaked === undefined) return this.#loginTokens.get(hash);
    return leaked.deadFrom !== undefined && Date.now() >= leaked.deadFrom ? undefined : leaked.login;
  }
}
