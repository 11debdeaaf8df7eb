import type { AuthorizationServer } from 'oauth4webapi';
import type { Journal } from '../../journal.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Life } from '../../prove-dead.ts';
import { introspect } from './introspect.ts';
import { probeServer, type ProbeAnswer } from './probe-server.ts';

/** What is needed to look whether one leaked token lives. */
export interface WatchedToken {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly token: string;
  /** A registered MCP server; undefined when the token's server may not be contacted. */
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
  #seenActive: boolean;

  /** @param seenLive an earlier run saw the token alive */
  constructor(watched: WatchedToken, seenLive: boolean) {
    this.#watched = watched;
    this.#seenLive = seenLive;
    // Without a server to ask, only the issuer can have said so; with one, it may never have answered for this client.
    this.#seenActive = seenLive && watched.serverUrl === undefined;
  }

  /** Asks the MCP server; `unknown` when there is none to ask. */
  async probe(): Promise<Life> {
    const { fetch, journal, serverUrl, token, signal } = this.#watched;
    if (serverUrl === undefined) return 'unknown';
    const { answer, http } = await probeServer(fetch, serverUrl, token, signal);
    const life = this.#judge(answer);
    journal.note(EVENTS[life], http);
    if (life === 'live') this.#seenLive = true;
    return life;
  }

  /** Asks the issuer. `active: false` counts as dead only after `active: true`; see {@link introspect}. */
  async introspect(issuer: AuthorizationServer, clientId: string): Promise<Life> {
    const { fetch, journal, token, signal } = this.#watched;
    const active = await introspect(fetch, issuer, clientId, token, signal);
    if (active === undefined) return 'unknown';
    journal.note(active ? 'introspection_active' : 'introspection_inactive');
    if (active) this.#seenActive = true;
    if (active) return 'live';
    return this.#seenActive ? 'dead' : 'unknown';
  }

  /** The server's word first; the issuer's only where the server gives none, since a server may keep a cache. */
  async look(issuer: AuthorizationServer, clientId: string): Promise<Life> {
    const life = await this.probe();
    return life === 'unknown' ? await this.introspect(issuer, clientId) : life;
  }

  #judge(answer: ProbeAnswer): Life {
    if (answer === 'live') return 'live';
    if (answer === 'refused') return 'dead';
    return answer === 'denied' && this.#seenLive ? 'dead' : 'unknown';
  }
}

const EVENTS = { live: 'probe_live', dead: 'probe_dead', unknown: 'probe_failed' } as const;
