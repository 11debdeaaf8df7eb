import type { Outcome } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Journal } from '../../journal.ts';
import { HASTY_WAITS, isProvedDead } from '../../prove-dead.ts';
import { readRetryAfter } from '../../retry-after.ts';
import { WORDS } from './explanations.ts';
import type { Issuer, OAuthClient } from './oauth-client.ts';
import { sendRevocation, type RevocationAnswer, type TokenHint } from './send-revocation.ts';
import type { TokenWatch } from './token-watch.ts';

/** One token at one trusted issuer. */
export interface Revocation {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly watch: TokenWatch;
  readonly issuer: Issuer;
  readonly token: string;
  readonly hint?: TokenHint;
  /** Clients to act as, surest first. */
  readonly clients: readonly OAuthClient[];
  /** Clients that ask the issuer whether the token is active. */
  readonly askers: readonly OAuthClient[];
  /** Waits before each look after the last revocation, in milliseconds. */
  readonly waits: readonly number[];
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
}

/**
 * Sends the revocation, as one client after another, until the token is proved dead. An accepted revocation is no
 * proof: an issuer answers 200 as well to a client that the token does not belong to (RFC 7009 section 2.2).
 */
export async function revokeAndProve(revocation: Revocation): Promise<Outcome> {
  const { journal, watch, issuer, clients, askers, waits, signal } = revocation;
  const look = () => watch.look(issuer, askers);
  let accepted = false;
  for (const [index, client] of clients.entries()) {
    const answer = await sendNoted(revocation, client);
    if (answer.kind === 'unavailable') return unavailable(revocation, answer);
    if (answer.kind === 'unsupported' && !accepted) return journal.end('unsupported', WORDS.unsupportedType);
    if (answer.kind !== 'accepted') continue;
    accepted = true;
    const isLast = index === clients.length - 1;
    if (!isLast && (await isProvedDead(look, HASTY_WAITS, signal))) return revoked(journal);
  }
  if (accepted) {
    if (await isProvedDead(look, waits, signal)) return revoked(journal);
    return journal.end('accepted_unverified', WORDS.stillAccepted, { retryable: true });
  }
  // The token may have died with another that leaked beside it, together with the client.
  if ((await look()) === 'dead') return journal.end('already_inactive', WORDS.diedMeanwhile);
  return journal.end('manual_required', WORDS.clientRefused);
}

/** Sends one revocation and notes it. */
export async function sendNoted(revocation: Revocation, client: OAuthClient): Promise<RevocationAnswer> {
  const { fetch, journal, issuer, token, hint, signal } = revocation;
  await journal.keepSights();
  journal.note('revocation_sent');
  const answer = await sendRevocation(fetch, issuer, client, token, {
    signal,
    ...(hint === undefined ? {} : { hint }),
  });
  if (answer.kind === 'accepted') journal.note('revocation_accepted', answer.http);
  else
    journal.note('revocation_refused', answer.kind === 'unavailable' ? answer.response?.status : answer.http);
  return answer;
}

function revoked(journal: Journal): Outcome {
  return journal.end('revoked_verified', WORDS.revoked);
}

/** The end of a revocation that the issuer did not answer. */
export function unavailable(
  { journal, now }: Pick<Revocation, 'journal' | 'now'>,
  { response, failure }: Extract<RevocationAnswer, { kind: 'unavailable' }>,
): Outcome {
  if (failure && !failure.passing)
    return journal.end('failed', `${WORDS.notContacted} ${failure.error.message}`);
  const retryAfterMs = response && readRetryAfter(response.headers, now());
  return journal.end('failed', WORDS.issuerUnavailable, {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
