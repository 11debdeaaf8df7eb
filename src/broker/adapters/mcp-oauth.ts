import type { AuthorizationServer } from 'oauth4webapi';
import type { Outcome, Trust, TrustedIssuer } from '../broker.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { Journal } from '../journal.ts';
import { PATIENT_WAITS } from '../prove-dead.ts';
import { readRetryAfter } from '../retry-after.ts';
import { TtlCache } from '../ttl-cache.ts';
import type { Adapter } from './adapter.ts';
import { clientCandidates } from './mcp-oauth/client-candidates.ts';
import { discoverIssuer, type IssuerDiscovery } from './mcp-oauth/discover-issuer.ts';
import { discoverServer, type ServerDiscovery } from './mcp-oauth/discover-server.ts';
import { WORDS } from './mcp-oauth/explanations.ts';
import { readClaims } from './mcp-oauth/read-claims.ts';
import { revokeAndProve } from './mcp-oauth/revoke-and-prove.ts';
import { TokenWatch } from './mcp-oauth/token-watch.ts';

const NAME = 'mcp-oauth';
const ISSUER_TTL_MS = 600_000;
const SERVER_TTL_MS = 60_000;
const MAX_CACHED = 200;
/** Clocks differ; a token is called expired only when every server agrees. */
const CLOCK_SKEW_MS = 60_000;
const HEADER_SAFE = /^[\x21-\x7e]{1,16384}$/;

/** The trusted issuer with its metadata, or how the search for it ended. */
type Route =
  | { readonly trusted: TrustedIssuer; readonly issuer: AuthorizationServer }
  | { readonly end: (journal: Journal) => Outcome };

/**
 * Revokes the leaked bearer of a remote MCP server at its authorization server (RFC 7009) and proves it dead by a new
 * request to the MCP server. The token goes to two places only: an MCP server at an origin that the policy registers,
 * and an issuer that the policy trusts. What scanned text or metadata names beside these is never contacted.
 *
 * @param options.waits before each look after a revocation, in milliseconds
 */
export function createMcpOauthAdapter(options: {
  readonly fetch: GuardedFetch;
  readonly now?: () => number;
  readonly waits?: readonly number[];
}): Adapter {
  const { fetch, now = Date.now, waits = PATIENT_WAITS } = options;
  const servers = new TtlCache<ServerDiscovery>({ ttlMs: SERVER_TTL_MS, maxEntries: MAX_CACHED, now });
  const issuers = new TtlCache<IssuerDiscovery>({ ttlMs: ISSUER_TTL_MS, maxEntries: MAX_CACHED, now });

  const findIssuer = async (trusted: TrustedIssuer, signal: AbortSignal | undefined): Promise<Route> => {
    const key = `${trusted.issuer} ${trusted.endpointOrigin ?? ''}`;
    const found = issuers.get(key) ?? (await discoverIssuer(fetch, trusted, signal));
    if (found.kind !== 'found') return { end: (journal) => endDiscovery(journal, ISSUER_ENDS, found, now) };
    issuers.set(key, found);
    return { trusted, issuer: found.metadata };
  };
  const findRoute = async (
    serverUrl: string,
    trust: Trust,
    signal: AbortSignal | undefined,
  ): Promise<Route> => {
    const found = servers.get(serverUrl) ?? (await discoverServer(fetch, serverUrl, signal));
    if (found.kind !== 'found') return { end: (journal) => endDiscovery(journal, SERVER_ENDS, found, now) };
    servers.set(serverUrl, found);
    // Nothing is fetched from an issuer before it is found in the trust table.
    const trusted = trust.issuers.find(({ issuer }) => found.issuers.includes(issuer));
    return trusted
      ? await findIssuer(trusted, signal)
      : { end: (journal) => journal.end('untrusted_issuer', WORDS.untrustedIssuer) };
  };

  return async (credential, trust, { attemptedBefore = false, seenLive = false, signal }) => {
    const journal = new Journal(NAME, now);
    const token = credential.secret.reveal();
    const claims = readClaims(token);
    if (claims.expiresAt !== undefined && claims.expiresAt + CLOCK_SKEW_MS < now()) {
      return journal.end('expired', WORDS.expired);
    }
    if (!HEADER_SAFE.test(token)) return journal.end('manual_required', WORDS.notBearer);
    const serverUrl = registeredUrl(credential.serverUrl, trust);
    const named = trust.issuers.find(({ issuer }) => issuer === claims.issuer);
    if (serverUrl === undefined && !named) return journal.end('untrusted_issuer', WORDS.untrusted);

    const watch = new TokenWatch({ fetch, journal, token, serverUrl, signal }, seenLive);
    // The first look and the discovery do not need each other; a second saved is a second that the token lives less.
    const [life, route] = await Promise.all([
      watch.probe(),
      named ? findIssuer(named, signal) : findRoute(serverUrl ?? '', trust, signal),
    ]);
    if (life === 'dead') return endDead(journal, attemptedBefore);
    if ('end' in route) return route.end(journal);
    const { issuer, trusted } = route;
    if (issuer.revocation_endpoint === undefined) return journal.end('unsupported', WORDS.noRevocation);
    const issuerSays = life === 'unknown' ? await watch.introspect(issuer, trusted.clientId) : life;
    if (issuerSays === 'dead') return endDead(journal, attemptedBefore);
    const candidates = clientCandidates({
      inToken: claims.clientId,
      inPolicy: trusted.clientId,
      besideToken: credential.clientId,
    });
    return await revokeAndProve({
      fetch,
      journal,
      watch,
      issuer,
      token,
      candidates,
      clientId: trusted.clientId,
      waits,
      signal,
      now,
    });
  };
}

/** The server's URL when its origin is a registered one, without the parts that text could smuggle something in. */
function registeredUrl(serverUrl: string | undefined, trust: Trust): string | undefined {
  const url = serverUrl === undefined ? null : URL.parse(serverUrl);
  if (!url || !trust.serverUrls.some((registered) => URL.parse(registered)?.origin === url.origin))
    return undefined;
  return `${url.origin}${url.pathname}`;
}

function endDead(journal: Journal, attemptedBefore: boolean): Outcome {
  return attemptedBefore
    ? journal.end('revoked_verified', WORDS.revoked)
    : journal.end('already_inactive', WORDS.alreadyInactive);
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
