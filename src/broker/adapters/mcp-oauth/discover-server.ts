import { z } from 'zod';
import { isPassingStatus, toEgressFailure, type EgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { readJson } from '../../read-json.ts';
import { probeServer } from './probe-server.ts';

/** Which authorization servers an MCP server names for itself (RFC 9728). */
export type ServerDiscovery =
  | { readonly kind: 'found'; readonly issuers: readonly string[] }
  /** It publishes nothing usable. */
  | { readonly kind: 'none' }
  /** It points at another origin, or speaks for another resource: the mark of a planted or broken server. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable'; readonly failure?: EgressFailure };

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

const metadataSchema = z.object({
  resource: z.string().max(2000),
  authorization_servers: z.array(z.string().max(500)).max(20),
});

/**
 * Finds the authorization servers of an MCP server, without ever sending it the token. The well-known address for its
 * path comes first (one request in the usual case), then the address that its 401 names, then the well-known root.
 *
 * The metadata must come from the server's own origin, whatever the 401 says, and must be about this URL or its
 * origin (RFC 9728 sections 3.3 and 7.3).
 */
export async function discoverServer(
  fetch: GuardedFetch,
  serverUrl: string,
  signal?: AbortSignal,
): Promise<ServerDiscovery> {
  const { origin, pathname } = new URL(serverUrl);
  const root = `${origin}${WELL_KNOWN}`;
  const own = pathname === '/' ? root : `${root}${pathname}`;
  const direct = await readMetadata(fetch, own, serverUrl, signal);
  if (direct.kind !== 'none') return direct;

  const { challenge } = await probeServer(fetch, serverUrl, undefined, signal);
  if (challenge.resourceMetadata !== undefined) {
    const named = URL.parse(challenge.resourceMetadata);
    if (named?.origin !== origin) return { kind: 'refused' };
    return await readMetadata(fetch, named.href, serverUrl, signal);
  }
  return own === root ? direct : await readMetadata(fetch, root, serverUrl, signal);
}

async function readMetadata(
  fetch: GuardedFetch,
  url: string,
  serverUrl: string,
  signal: AbortSignal | undefined,
): Promise<ServerDiscovery> {
  try {
    const response = await fetch(url, {
      operation: 'discover',
      headers: { accept: 'application/json' },
      signal,
    });
    if (isPassingStatus(response.status)) return { kind: 'unavailable' };
    if (response.status !== 200) return { kind: 'none' };
    const metadata = await readJson(response, metadataSchema);
    if (!metadata) return { kind: 'none' };
    if (!isAbout(metadata.resource, serverUrl)) return { kind: 'refused' };
    return { kind: 'found', issuers: metadata.authorization_servers };
  } catch (error) {
    return { kind: 'unavailable', failure: toEgressFailure(error) };
  }
}

function isAbout(resource: string, serverUrl: string): boolean {
  const subject = trimSlash(URL.parse(resource)?.href);
  return subject === trimSlash(serverUrl) || subject === new URL(serverUrl).origin;
}

function trimSlash(url: string | undefined): string | undefined {
  return url?.endsWith('/') ? url.slice(0, -1) : url;
}
