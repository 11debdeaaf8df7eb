import type { LeakedCredential, Outcome, RevokeOptions, Trust } from '../../broker.ts';
import { HASTY_WAITS } from '../../prove-dead.ts';
import { WORDS } from './explanations.ts';
import type { Route } from './find-routes.ts';
import {
  bestOutcome,
  clientsFor,
  isDeadOutcome,
  isExpired,
  isToken,
  openJournal,
  type McpParts,
} from './mcp-parts.ts';
import { readClaims, type TokenClaims } from './read-claims.ts';
import { consentFor, isOwnServer, registeredUrl } from './registered-server.ts';
import { revokeAndProve } from './revoke-and-prove.ts';
import { sendRevocation } from './send-revocation.ts';
import { Scout } from './scout.ts';
import { TokenWatch } from './token-watch.ts';
import { withExpiry } from './with-expiry.ts';
import { witnessBeside } from './witness-beside.ts';

/**
 * Revokes the leaked bearer of a remote MCP server at its authorization server (RFC 7009) and proves it dead by a new
 * request to the MCP server. The token goes to two places only: an MCP server at an origin that the policy registers,
 * and issuers that the policy trusts. What scanned text or metadata names beside these is never contacted.
 */
export async function revokeBearer(
  parts: McpParts,
  credential: LeakedCredential,
  trust: Trust,
  options: RevokeOptions,
): Promise<Outcome> {
  const { fetch, now, findRoutes } = parts;
  const { attemptedBefore = false, signal, onSight } = options;
  const journal = openJournal(parts, onSight);
  const token = credential.secret.reveal();
  const claims = readClaims(token);
  if (isExpired(claims, now())) return journal.end('expired', WORDS.expired);
  if (!isToken(token)) return journal.end('manual_required', WORDS.notBearer);
  const serverUrl = registeredUrl(credential.serverUrl, trust);
  const isNamed = trust.issuers.some(({ issuer }) => issuer === claims.issuer);
  if (serverUrl === undefined && !isNamed) return journal.end('untrusted_issuer', WORDS.untrusted);

  const isOwn = isOwnServer(claims, serverUrl, now());
  const watched = { fetch, journal, token, serverUrl, isOwnServer: isOwn, signal };
  const watch = new TokenWatch(watched, options.seen);
  const consent = consentFor(serverUrl, trust);
  const scout = new Scout({ fetch, journal, token, serverUrl, consent, signal });
  const start = performance.now();
  const look = async () => {
    const { life, probe } = await watch.probeFully();
    if (life === 'live') scout.start(probe?.sessionId);
    return life;
  };
  try {
    // The first look and the discovery do not need each other; a second saved is a second that the token lives less.
    const [life, found] = await Promise.all([
      look().then((seen) => ({ seen, took: performance.now() - start })),
      findRoutes({ issuer: claims.issuer, serverUrl }, trust, signal),
    ]);
    const dead = () =>
      attemptedBefore
        ? journal.end('revoked_verified', WORDS.revoked)
        : journal.end('already_inactive', WORDS.alreadyInactive);
    if (life.seen === 'dead') return dead();
    await scout.wait(life.took);
    const end = (outcome: Outcome) =>
      scout.complete(withExpiry(watch.isRefusedUnseen ? unproved(outcome) : outcome, claims, now()));
    if ('end' in found) return end(found.end(journal));
    const outcomes: Outcome[] = [];
    for (const [index, route] of found.routes.entries()) {
      const run = { parts, credential, claims, watch, journal, token, signal, onSight };
      const asked = life.seen === 'unknown' ? clientsFor(credential, claims, route.trusted).askers : [];
      if ((await watch.introspect(route.issuer, asked)) === 'dead') return dead();
      const outcome = await revokeAt(run, route, index === found.routes.length - 1);
      if (isDeadOutcome(outcome)) return await scout.conclude(outcome);
      outcomes.push(outcome);
    }
    const missing = found.missing.map((miss) => miss(journal));
    return end(bestOutcome(outcomes.concat(missing)));
  } finally {
    scout.close();
  }
}

interface Run {
  readonly parts: McpParts;
  readonly credential: LeakedCredential;
  readonly claims: TokenClaims;
  readonly watch: TokenWatch;
  readonly journal: ReturnType<typeof openJournal>;
  readonly token: string;
  readonly signal: AbortSignal | undefined;
  readonly onSight: RevokeOptions['onSight'];
}

async function revokeAt(run: Run, { issuer, trusted }: Route, isLast: boolean): Promise<Outcome> {
  const { parts, credential, claims, watch, journal, token, signal } = run;
  const { fetch, now, waits } = parts;
  if (issuer.revocation_endpoint === undefined) return journal.end('unsupported', WORDS.noRevocation);
  const { clients, askers } = clientsFor(credential, claims, trusted);
  const refreshToken = credential.beside?.refreshToken?.reveal();
  if (refreshToken !== undefined && isToken(refreshToken)) {
    await journal.keepSights();
    const toWitness = { ...(signal ? { signal } : {}), ...(run.onSight ? { onSight: run.onSight } : {}) };
    await witnessBeside(parts, { credential, issuer, clients, serverUrl: undefined }, toWitness);
    // First the one that makes more of the other. Whether it died is for its own incident to prove.
    for (const client of clients) {
      const answer = await sendRevocation(fetch, issuer, client, refreshToken, {
        hint: 'refresh_token',
        signal,
      });
      journal.note('refresh_revocation_sent', 'http' in answer ? answer.http : undefined);
    }
  }
  return await revokeAndProve({
    fetch,
    journal,
    watch,
    issuer,
    token,
    clients,
    askers,
    // Of one that nobody was seen to take, no further look proves more than the first.
    waits: isLast && !watch.isRefusedUnseen ? waits : HASTY_WAITS,
    signal,
    now,
  });
}

/**
 * Refused by the server that stands beside it, which was never seen to take it: dead, or another server's, and only a
 * person can tell. What another try may change stays as it is.
 */
function unproved(outcome: Outcome): Outcome {
  if (outcome.state === 'failed') return outcome;
  const { retryable: _retryable, ...rest } = outcome;
  return { ...rest, state: 'manual_required', explanation: WORDS.refusedUnseen };
}
