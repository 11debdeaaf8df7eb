import type { LeakedCredential, Outcome, RevokeOptions, Trust } from '../../broker.ts';
import { isProvedDead } from '../../prove-dead.ts';
import { WORDS } from './explanations.ts';
import { ask, askFirst, NOT_ASKED } from './ask-refresh.ts';
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
import { TokenWatch } from './token-watch.ts';
import { witnessBeside } from './witness-beside.ts';

/**
 * Revokes a leaked refresh token. The proof is the issuer's word where a client may ask it (RFC 7662), else a refresh
 * that it refuses: what whoever found the token would do. That is a proof once the issuer gave one, so it is asked for one
 * first. Neither the text's word nor the token's own is enough: whether it is a refresh token at all, only the text says.
 */
export async function revokeRefreshToken(
  parts: McpParts,
  credential: LeakedCredential,
  trust: Trust,
  options: RevokeOptions,
): Promise<Outcome> {
  const { fetch, now, waits, findRoutes } = parts;
  const { attemptedBefore = false, signal, onSight } = options;
  const journal = openJournal(parts, onSight);
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
  // It is not kept which of several issuers it was.
  const seen = found.routes.length === 1 ? (options.seen ?? []) : [];
  for (const { issuer, trusted } of found.routes) {
    const { clients, askers } = clientsFor(credential, claims, trusted);
    // The MCP server takes no refresh tokens, so only the issuer is asked.
    const hint = 'refresh_token' as const;
    const watch = new TokenWatch({ fetch, journal, token, hint, serverUrl: undefined, signal }, seen);
    const life = await watch.introspect(issuer, askers);
    if (life === 'dead')
      return attemptedBefore
        ? journal.end('revoked_verified', WORDS.refreshRevoked)
        : journal.end('already_inactive', WORDS.alreadyInactive);
    await witnessBeside(parts, { credential, issuer, clients, serverUrl }, options);
    const outcome = await revokeAt(
      { fetch, journal, watch, issuer, token, hint, clients, askers, waits, signal, now },
      { isActive: life === 'live', gaveBefore: seen.includes('refresh_issued') },
    );
    if (isDeadOutcome(outcome)) return outcome;
    outcomes.push(outcome);
  }
  return bestOutcome(outcomes.concat(found.missing.map((end) => end(journal))));
}

/** What is known of a refresh token at an issuer before anything is done. */
interface Known {
  /** The issuer said so. */
  readonly isActive: boolean;
  /** It gave an earlier try tokens for it, as one of the same clients. */
  readonly gaveBefore: boolean;
}

async function revokeAt(
  revocation: Revocation & { readonly issuer: Route['issuer'] },
  { isActive, gaveBefore }: Known,
): Promise<Outcome> {
  const { journal, watch, issuer, clients, askers, waits, signal } = revocation;
  if (issuer.revocation_endpoint === undefined) return journal.end('unsupported', WORDS.refreshUnsupported);
  const kinds = new Set<string>();
  const first = isActive ? NOT_ASKED : await askFirst(revocation, clients);
  if (gaveBefore && first.isRefused) return revoked(revocation);
  let lived = first.owner !== undefined;
  for (const client of [
    ...(first.owner ? [first.owner] : []),
    ...clients.filter((one) => one !== first.owner),
  ]) {
    const answer = await sendNoted(revocation, client);
    if (answer.kind === 'unavailable') return unavailable(revocation, answer);
    kinds.add(answer.kind);
    if (answer.kind !== 'accepted') continue;
    if ((await watch.introspect(issuer, askers)) === 'dead') return revoked(revocation);
    const taken = await refuses(revocation, client, client === first.owner);
    if (taken === 'dead') return revoked(revocation);
    lived ||= taken === 'lived';
  }
  if (kinds.has('accepted')) {
    const look = () => watch.introspect(issuer, askers);
    if (isActive && (await isProvedDead(look, waits, signal))) return revoked(revocation);
    if (!lived && !isActive) return journal.end('manual_required', WORDS.refreshUnseen);
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
 * Whether the issuer refuses a refresh as this client, which proves something of a token that it took as this client's
 * before: `invalid_grant` is also its answer to an access token that the text calls a refresh token. One that succeeds shows whose token it is, and that it lived:
 * what it gave is revoked at once, the leaked one again, and the question asked once more.
 */
async function refuses(
  revocation: Revocation,
  client: OAuthClient,
  gaveFirst: boolean,
): Promise<'dead' | 'lived' | 'unknown'> {
  const { journal } = revocation;
  const first = await ask(revocation, client);
  if (first === 'unknown') return 'unknown';
  if (first === 'dead') return gaveFirst ? 'dead' : 'unknown';
  const answer = await sendNoted(revocation, client);
  if (answer.kind !== 'accepted') return 'lived';
  const again = await ask(revocation, client);
  if (again === 'unknown') journal.note('probe_failed');
  return again === 'dead' ? 'dead' : 'lived';
}
