import type { Outcome, Trust, TrustedIssuer } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Journal } from '../../journal.ts';
import { readRetryAfter } from '../../retry-after.ts';
import { TtlCache } from '../../ttl-cache.ts';
import { discoverIssuer, isAtIssuer, type IssuerDiscovery } from './discover-issuer.ts';
import { discoverServer, type ServerDiscovery } from './discover-server.ts';
import { WORDS } from './explanations.ts';
import type { Issuer } from './oauth-client.ts';

const ISSUER_TTL_MS = 600_000;
const SERVER_TTL_MS = 60_000;
const MAX_CACHED = 200;
/** A server may name many authorization servers; each costs requests, and none has more than a few. */
const MAX_ISSUERS = 5;

/** A trusted issuer with its metadata. */
export interface Route {
  readonly trusted: TrustedIssuer;
  readonly issuer: Issuer;
}

export type End = (journal: Journal) => Outcome;

/** Where a credential can be ended: at least one route, or how the search ended. */
export type Routes =
  { readonly routes: readonly [Route, ...Route[]]; readonly missing: readonly End[] } | { readonly end: End };

/** What is known of where a credential belongs. */
export interface Whereabouts {
  /** The token's own word (`iss`). */
  readonly issuer?: string | undefined;
  /** A registered MCP server. */
  readonly serverUrl?: string | undefined;
  /** An address at the issuer, such as the one where its client is managed. */
  readonly issuerUrl?: string | undefined;
}

export type FindRoutes = (
  where: Whereabouts,
  trust: Trust,
  signal: AbortSignal | undefined,
) => Promise<Routes>;

/**
 * Makes the search for the issuers of a credential. Nothing is fetched from an issuer before it is found in the trust
 * table; of several that a server names, each trusted one is a route.
 */
export function createFindRoutes(fetch: GuardedFetch, now: () => number): FindRoutes {
  const servers = new TtlCache<ServerDiscovery>({ ttlMs: SERVER_TTL_MS, maxEntries: MAX_CACHED, now });
  const issuers = new TtlCache<IssuerDiscovery>({ ttlMs: ISSUER_TTL_MS, maxEntries: MAX_CACHED, now });

  const findIssuer = async (
    trusted: TrustedIssuer,
    signal: AbortSignal | undefined,
  ): Promise<Route | { readonly end: End }> => {
    const key = `${trusted.issuer} ${trusted.endpointOrigin ?? ''}`;
    const found = issuers.get(key) ?? (await discoverIssuer(fetch, trusted, signal));
    if (found.kind !== 'found') return { end: (journal) => endDiscovery(journal, ISSUER_ENDS, found, now) };
    issuers.set(key, found);
    return { trusted, issuer: found.metadata };
  };
  const follow = async (
    trusted: readonly TrustedIssuer[],
    signal: AbortSignal | undefined,
  ): Promise<Routes> => {
    const found = await Promise.all(trusted.slice(0, MAX_ISSUERS).map((one) => findIssuer(one, signal)));
    const missing = found.flatMap((one) => ('end' in one ? [one.end] : []));
    const [first, ...more] = found.filter((one): one is Route => 'issuer' in one);
    if (first) return { routes: [first, ...more], missing };
    return { end: missing[0] ?? ((journal) => journal.end('untrusted_issuer', WORDS.untrustedIssuer)) };
  };

  return async ({ issuer, serverUrl, issuerUrl }, trust, signal) => {
    const named = trust.issuers.filter((trusted) => trusted.issuer === issuer);
    if (named.length > 0) return follow(named.slice(0, 1), signal);
    const managing =
      issuerUrl === undefined ? [] : trust.issuers.filter((trusted) => isAtIssuer(trusted, issuerUrl));
    if (managing.length > 0) return follow(managing, signal);
    if (serverUrl === undefined)
      return { end: (journal) => journal.end('untrusted_issuer', WORDS.untrusted) };
    const found = servers.get(serverUrl) ?? (await discoverServer(fetch, serverUrl, signal));
    if (found.kind !== 'found') return { end: (journal) => endDiscovery(journal, SERVER_ENDS, found, now) };
    servers.set(serverUrl, found);
    return follow(
      trust.issuers.filter((trusted) => found.issuers.includes(trusted.issuer)),
      signal,
    );
  };
}

/** How the search for the issuer of what is no bearer ended: the words for bearers speak of a token. */
export function endUnfound(end: End, journal: Journal): Outcome {
  const outcome = end(journal);
  return outcome.explanation === WORDS.untrusted ? { ...outcome, explanation: WORDS.untrustedHome } : outcome;
}

type DiscoveryEnd = Exclude<ServerDiscovery | IssuerDiscovery, { kind: 'found' }>;

const SERVER_ENDS = {
  none: { state: 'manual_required', words: WORDS.noServerMetadata },
  refused: { state: 'untrusted_issuer', words: WORDS.refusedServer },
} as const;

const ISSUER_ENDS = {
  none: { state: 'unsupported', words: WORDS.noIssuerMetadata },
  refused: { state: 'untrusted_issuer', words: WORDS.refusedIssuer },
} as const;

function endDiscovery(
  journal: Journal,
  ends: typeof SERVER_ENDS | typeof ISSUER_ENDS,
  found: DiscoveryEnd,
  now: () => number,
): Outcome {
  if (found.kind !== 'unavailable') return journal.end(ends[found.kind].state, ends[found.kind].words);
  const { failure } = found;
  if (failure && !failure.passing)
    return journal.end('failed', `${WORDS.notContacted} ${failure.error.message}`);
  const response = 'response' in found ? found.response : undefined;
  const retryAfterMs = response && readRetryAfter(response.headers, now());
  return journal.end('failed', WORDS.discoveryUnavailable, {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
