import type { LeakedCredential, Outcome, RevokeOptions, Trust } from '../../broker.ts';
import { isProvedDead } from '../../prove-dead.ts';
import { WORDS } from './explanations.ts';
import { endUnfound, type Route } from './find-routes.ts';
import {
  bestOutcome,
  clientsFor,
  isDeadOutcome,
  isExpired,
  isToken,
  openJournal,
  type McpParts,
} from './mcp-parts.ts';
import type { OAuthClient } from './oauth-client.ts';
import { readClaims } from './read-claims.ts';
import { registeredUrl } from './registered-server.ts';
import { sendNoted, unavailable, type Revocation } from './revoke-and-prove.ts';
import { sendRevocation } from './send-revocation.ts';
import { TokenWatch } from './token-watch.ts';
import { tryRefresh } from './try-refresh.ts';

/**
 * Revokes a leaked refresh token. The proof is the issuer's word where a client may ask it (RFC 7662), else a refresh
 * that it refuses: what whoever found the token would do.
 */
export async function revokeRefreshToken(
  parts: McpParts,
  credential: LeakedCredential,
  trust: Trust,
  options: RevokeOptions,
): Promise<Outcome> {
  const { fetch, now, waits, findRoutes } = parts;
  const { attemptedBefore = false, seenLive = false, signal } = options;
  const journal = openJournal(parts);
  const token = credential.secret.reveal();
  const claims = readClaims(token);
  if (isExpired(claims, now())) return journal.end('expired', WORDS.expired);
  if (!isToken(token)) return journal.end('manual_required', WORDS.notToken);
  const serverUrl = registeredUrl(credential.serverUrl, trust);
  if (credential.serverUrl === undefined && claims.issuer === undefined)
    return journal.end('manual_required', WORDS.nowhere);
  const found = await findRoutes({ issuer: claims.issuer, serverUrl }, trust, signal);
  if ('end' in found) return endUnfound(found.end, journal);
  const outcomes: Outcome[] = [];
  for (const { issuer, trusted } of found.routes) {
    const { clients, askers } = clientsFor(credential, claims, trusted);
    // The MCP server takes no refresh tokens, so only the issuer is asked.
    const hint = 'refresh_token' as const;
    const watch = new TokenWatch({ fetch, journal, token, hint, serverUrl: undefined, signal }, seenLive);
    if ((await watch.introspect(issuer, askers)) === 'dead')
      return attemptedBefore
        ? journal.end('revoked_verified', WORDS.refreshRevoked)
        : journal.end('already_inactive', WORDS.alreadyInactive);
    const outcome = await revokeAt(
      { fetch, journal, watch, issuer, token, hint, clients, askers, waits, signal, now },
      (client) => [claims.clientId, credential.clientId, watch.owner].includes(client.clientId),
    );
    if (isDeadOutcome(outcome)) return outcome;
    outcomes.push(outcome);
  }
  return bestOutcome(outcomes.concat(found.missing.map((end) => end(journal))));
}

/** @param isOwner whether the token is known to be this client's, without which `invalid_grant` says nothing */
async function revokeAt(
  revocation: Revocation & { readonly issuer: Route['issuer'] },
  isOwner: (client: OAuthClient) => boolean,
): Promise<Outcome> {
  const { journal, watch, issuer, clients, askers, waits, signal } = revocation;
  if (issuer.revocation_endpoint === undefined) return journal.end('unsupported', WORDS.refreshUnsupported);
  const kinds = new Set<string>();
  let lived = false;
  for (const client of clients) {
    const answer = await sendNoted(revocation, client);
    if (answer.kind === 'unavailable') return unavailable(revocation, answer);
    kinds.add(answer.kind);
    if (answer.kind !== 'accepted') continue;
    if ((await watch.introspect(issuer, askers)) === 'dead') return revoked(revocation);
    const taken = await refuses(revocation, client, isOwner(client));
    if (taken === 'dead') return revoked(revocation);
    lived ||= taken === 'lived';
  }
  if (kinds.has('accepted')) {
    const look = () => watch.introspect(issuer, askers);
    const canAsk = issuer.introspection_endpoint !== undefined && watch.owner !== undefined;
    if (canAsk && (await isProvedDead(look, waits, signal))) return revoked(revocation);
    const words = lived ? WORDS.refreshLives : WORDS.refreshUnproved;
    return journal.end('accepted_unverified', words, { retryable: true });
  }
  return kinds.has('unsupported')
    ? journal.end('unsupported', WORDS.refreshUnsupported)
    : journal.end('manual_required', WORDS.clientRefused);
}

function revoked({ journal }: Revocation): Outcome {
  return journal.end('revoked_verified', WORDS.refreshRevoked);
}

/**
 * Whether the issuer refuses a refresh as this client. One that succeeds shows whose token it is, and that it lived:
 * what it gave is revoked at once, the leaked one again, and the question asked once more.
 */
async function refuses(
  revocation: Revocation,
  client: OAuthClient,
  isOwner: boolean,
): Promise<'dead' | 'lived' | 'unknown'> {
  const { journal } = revocation;
  const first = await ask(revocation, client);
  if (first === 'unknown') return 'unknown';
  if (first === 'dead') return isOwner ? 'dead' : 'unknown';
  const answer = await sendNoted(revocation, client);
  if (answer.kind !== 'accepted') return 'lived';
  const again = await ask(revocation, client);
  if (again === 'unknown') journal.note('probe_failed');
  return again === 'dead' ? 'dead' : 'lived';
}

async function ask(revocation: Revocation, client: OAuthClient): Promise<'dead' | 'issued' | 'unknown'> {
  const { fetch, journal, issuer, token, signal } = revocation;
  const answer = await tryRefresh(fetch, issuer, client, token, signal);
  if (answer.kind === 'unknown') return 'unknown';
  if (answer.kind === 'invalid_grant') {
    journal.note('refresh_refused', answer.http);
    return 'dead';
  }
  journal.note('refresh_issued', 200);
  const { refreshToken, accessToken } = answer;
  // Not by the caller's signal: tokens that nobody keeps must not be left behind.
  if (refreshToken !== undefined && refreshToken !== token)
    await sendRevocation(fetch, issuer, client, refreshToken, { hint: 'refresh_token' });
  if (accessToken !== undefined) await sendRevocation(fetch, issuer, client, accessToken);
  return 'issued';
}
