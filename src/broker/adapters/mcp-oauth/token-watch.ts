import type { Journal } from '../../journal.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Life } from '../../prove-dead.ts';
import { introspect } from './introspect.ts';
import type { Issuer, OAuthClient } from './oauth-client.ts';
import { probeServer, type Probe, type ProbeAnswer } from './probe-server.ts';
import type { TokenHint } from './send-revocation.ts';

/** What is needed to look whether one leaked token lives. */
export interface WatchedToken {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly token: string;
  readonly hint?: TokenHint;
  /** A registered MCP server; undefined when the token's server may not be contacted, or takes no such token. */
  readonly serverUrl: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks whether one token lives and remembers what was seen, since two of the answers prove something only together
 * with an earlier one: a 401 without a reason, and an issuer's `active: false`.
 */
export class TokenWatch {
  readonly #watched: WatchedToken;
  #seenLive: boolean;
  /** Clients to whom the issuer said `active: true`; `*` when it is not known to whom. */
  readonly #seenActive = new Set<string>();
  #owner: string | undefined;

  /** @param seenLive an earlier run saw the token alive */
  constructor(watched: WatchedToken, seenLive: boolean) {
    this.#watched = watched;
    this.#seenLive = seenLive;
    // Without a server to ask, only the issuer can have said so; with one, it may never have answered for this client.
    if (seenLive && watched.serverUrl === undefined) this.#seenActive.add('*');
  }

  /** The client of the token in the issuer's words (`client_id` of RFC 7662), once it said them. */
  get owner(): string | undefined {
    return this.#owner;
  }

  /** Asks the MCP server; `unknown` when there is none to ask. */
  async probe(): Promise<Life> {
    return (await this.probeFully()).life;
  }

  /** The same with what the server answered. */
  async probeFully(): Promise<{ readonly life: Life; readonly probe?: Probe }> {
    const { fetch, journal, serverUrl, token, signal } = this.#watched;
    if (serverUrl === undefined) return { life: 'unknown' };
    const probe = await probeServer(fetch, serverUrl, token, signal);
    const life = this.#judge(probe.answer);
    journal.note(EVENTS[life], probe.http);
    if (life === 'live') this.#seenLive = true;
    return { life, probe };
  }

  /**
   * Asks the issuer as one client after the other. `active: false` counts as dead only after `active: true` to the
   * same client; see {@link introspect}.
   */
  async introspect(issuer: Issuer, clients: readonly OAuthClient[]): Promise<Life> {
    const { fetch, journal, token, hint, signal } = this.#watched;
    for (const client of clients) {
      const told = await introspect(fetch, issuer, client, token, {
        signal,
        ...(hint === undefined ? {} : { hint }),
      });
      if (told === undefined) continue;
      journal.note(told.active ? 'introspection_active' : 'introspection_inactive');
      if (told.active) {
        this.#seenActive.add(client.clientId);
        this.#owner = told.client_id;
        return 'live';
      }
      if (this.#seenActive.has(client.clientId) || this.#seenActive.has('*')) return 'dead';
    }
    return 'unknown';
  }

  /** The server's word first; the issuer's only where the server gives none, since a server may keep a cache. */
  async look(issuer: Issuer, clients: readonly OAuthClient[]): Promise<Life> {
    const life = await this.probe();
    return life === 'unknown' ? await this.introspect(issuer, clients) : life;
  }

  #judge(answer: ProbeAnswer): Life {
    if (answer === 'live') return 'live';
    if (answer === 'refused') return 'dead';
    return answer === 'denied' && this.#seenLive ? 'dead' : 'unknown';
  }
}

const EVENTS = { live: 'probe_live', dead: 'probe_dead', unknown: 'probe_failed' } as const;
