import type { LeakedCredential, RevokeOptions } from '../../broker.ts';
import { askFirst } from './ask-refresh.ts';
import { isToken, openJournal, type McpParts } from './mcp-parts.ts';
import type { Issuer, OAuthClient } from './oauth-client.ts';
import { probeServer } from './probe-server.ts';

/** Where the tokens of one leak are looked at. */
export interface Witnessed {
  readonly credential: LeakedCredential;
  readonly issuer: Issuer;
  readonly clients: readonly OAuthClient[];
  /** A registered MCP server. */
  readonly serverUrl: string | undefined;
}

/**
 * Looks at the tokens that leaked beside a credential before its end takes them along: each is a credential of its own,
 * whose death nobody could prove who never saw it alive. Nobody is asked where nobody keeps it.
 */
export async function witnessBeside(
  parts: McpParts,
  { credential, issuer, clients, serverUrl }: Witnessed,
  { signal, onSight }: Pick<RevokeOptions, 'signal' | 'onSight'>,
): Promise<void> {
  if (!onSight) return;
  const { fetch } = parts;
  const { accessToken, refreshToken } = credential.beside ?? {};
  // First the one that a refresh may end.
  const access = accessToken?.reveal();
  if (access !== undefined && serverUrl !== undefined && isToken(access)) {
    const journal = openJournal(parts, (sights) => onSight(sights, 'accessToken'));
    const { answer, http } = await probeServer(fetch, serverUrl, access, signal);
    if (answer === 'live') journal.note('probe_live', http);
    await journal.keepSights();
  }
  const refresh = refreshToken?.reveal();
  if (refresh === undefined || !isToken(refresh)) return;
  const journal = openJournal(parts, (sights) => onSight(sights, 'refreshToken'));
  await askFirst({ fetch, journal, issuer, token: refresh, signal }, clients);
  await journal.keepSights();
}
