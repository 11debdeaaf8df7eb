import type { AuthorizationServer } from 'oauth4webapi';
import type { Outcome } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import type { Journal } from '../../journal.ts';
import { HASTY_WAITS, isProvedDead } from '../../prove-dead.ts';
import { readRetryAfter } from '../../retry-after.ts';
import { WORDS } from './explanations.ts';
import { sendRevocation, type RevocationAnswer } from './send-revocation.ts';
import type { TokenWatch } from './token-watch.ts';

/** One token at one trusted issuer. */
export interface Revocation {
  readonly fetch: GuardedFetch;
  readonly journal: Journal;
  readonly watch: TokenWatch;
  readonly issuer: AuthorizationServer;
  readonly token: string;
  /** Client ids to try, surest first. */
  readonly candidates: readonly string[];
  /** The policy's client id, which also asks the issuer whether the token is active. */
  readonly clientId: string;
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
  const { journal, watch, issuer, candidates, clientId, waits, signal } = revocation;
  const look = () => watch.look(issuer, clientId);
  let accepted = false;
  for (const [index, candidate] of candidates.entries()) {
    const answer = await send(revocation, candidate);
    if (answer.kind === 'unavailable') return unavailable(revocation, answer);
    if (answer.kind === 'unsupported' && !accepted) return journal.end('unsupported', WORDS.unsupportedType);
    if (answer.kind !== 'accepted') continue;
    accepted = true;
    const isLast = index === candidates.length - 1;
    if (!isLast && (await isProvedDead(look, HASTY_WAITS, signal))) return revoked(journal);
  }
  if (!accepted) return journal.end('manual_required', WORDS.clientRefused);
  if (await isProvedDead(look, waits, signal)) return revoked(journal);
  return journal.end('accepted_unverified', WORDS.stillAccepted, { retryable: true });
}

async function send(revocation: Revocation, clientId: string): Promise<RevocationAnswer> {
  const { fetch, journal, issuer, token, signal } = revocation;
  journal.note('revocation_sent');
  const answer = await sendRevocation(fetch, issuer, clientId, token, signal);
  if (answer.kind === 'accepted') journal.note('revocation_accepted', answer.http);
  else
    journal.note('revocation_refused', answer.kind === 'unavailable' ? answer.response?.status : answer.http);
  return answer;
}

function revoked(journal: Journal): Outcome {
  return journal.end('revoked_verified', WORDS.revoked);
}

function unavailable(
  { journal, now }: Revocation,
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
