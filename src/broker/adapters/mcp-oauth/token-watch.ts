import type { Sight } from '../../broker.ts';
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
  /**
   * A registered MCP server; undefined when the token's server may not be contacted, or takes no such token. The text
   * names it, so its refusal says nothing of a token that it was never seen to take.
   */
  readonly serverUrl: string | undefined;
  /** The token itself names that server, no other, and nothing else to refuse it for: then its refusal is enough. */
  readonly isOwnServer?: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Looks whether one token lives and remembers what was seen, since a server's refusal and an issuer's `active: false`
 * prove something only together with an earlier answer of the same place.
 */
export class TokenWatch {
  readonly #watched: WatchedToken;
  /** The server took it, now or in an earlier run. */
  #seenLive: boolean;
  /** Issuers and clients to whom they said `active: true`; `*` when it is not known to whom. */
  readonly #seenActive = new Set<string>();
  #isRefused = false;

  /** @param seen how earlier runs saw the token alive, at the places that are asked now */
  constructor(watched: WatchedToken, seen: readonly Sight[] = []) {
    this.#watched = watched;
    this.#seenLive = seen.includes('probe_live');
    // With a server to ask, the issuer may never have answered for this client.
    if (seen.includes('introspection_active') && watched.serverUrl === undefined) this.#seenActive.add('*');
  }

  /** The server refused it, and nobody was seen to take it: dead, or another server's. */
  get isRefusedUnseen(): boolean {
    return this.#isRefused && !this.#seenLive && this.#seenActive.size === 0;
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
      const place = `${issuer.issuer} ${client.clientId}`;
      if (told.active) {
        this.#seenActive.add(place);
        return 'live';
      }
      if (this.#seenActive.has(place) || this.#seenActive.has('*')) return 'dead';
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
    if (answer === 'unknown') return 'unknown';
    this.#isRefused ||= answer === 'refused';
    const isSure = this.#seenLive || (answer === 'refused' && this.#watched.isOwnServer === true);
    return isSure ? 'dead' : 'unknown';
  }
}

const EVENTS = { live: 'probe_live', dead: 'probe_dead', unknown: 'probe_failed' } as const;
