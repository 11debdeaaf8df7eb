import type { TrustedIssuer } from './broker.ts';
import { discoverIssuer } from './adapters/mcp-oauth/discover-issuer.ts';
import { discoverServer } from './adapters/mcp-oauth/discover-server.ts';
import type { GuardedFetch } from './guarded-fetch.ts';

/** What an MCP server and its authorization server say of themselves; absent facts could not be read. */
export interface ServerMetadata {
  /** Of the authorization server that was asked; the server's own where none was. */
  readonly origin: string;
  readonly hasRevocation?: boolean;
  /** The issuer in its metadata is the one that was asked (RFC 8414 section 3.3). */
  readonly issuerMatches?: boolean;
  /** The server names its authorization servers (RFC 9728). */
  readonly hasResourceMetadata?: boolean;
}

const NAMES_ITS_ISSUERS = { hasResourceMetadata: true } as const;

/**
 * Asks a server that the organisation's policy registers for its metadata, and then the authorization server that it names,
 * if the policy trusts that one. No credential is sent, and nothing to a place that neither of the two names.
 *
 * @param trusted the authorization servers that the policy trusts
 * @returns undefined when the server could not be reached: what was known before stands
 */
export async function readServerMetadata(
  fetch: GuardedFetch,
  serverUrl: string,
  trusted: readonly TrustedIssuer[],
  signal?: AbortSignal,
): Promise<ServerMetadata | undefined> {
  const { origin } = new URL(serverUrl);
  const server = await discoverServer(fetch, serverUrl, signal);
  if (server.kind === 'unavailable') return undefined;
  if (server.kind !== 'found') return { origin, hasResourceMetadata: false };
  const issuer = trusted.find((one) => server.issuers.includes(one.issuer));
  if (!issuer) return { origin, ...NAMES_ITS_ISSUERS };
  const found = await discoverIssuer(fetch, issuer, signal);
  const at = { origin: new URL(issuer.issuer).origin, ...NAMES_ITS_ISSUERS };
  // Endpoints elsewhere are no name of another issuer, and whether it can revoke there is not known.
  if (found.kind === 'refused') return { ...at, issuerMatches: found.why !== 'issuer' };
  if (found.kind !== 'found') return at;
  return { ...at, issuerMatches: true, hasRevocation: found.metadata.revocation_endpoint !== undefined };
}
