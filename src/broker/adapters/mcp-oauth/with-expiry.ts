import type { Outcome } from '../../broker.ts';
import { untilExpiry } from './explanations.ts';
import { CLOCK_SKEW_MS } from './mcp-parts.ts';
import type { TokenClaims } from './read-claims.ts';
import { isEarly } from './registered-server.ts';

const ENDS_BY_ITSELF: ReadonlySet<Outcome['state']> = new Set([
  'unsupported',
  'accepted_unverified',
  'manual_required',
]);

/**
 * A token that cannot be revoked, or whose server asks nobody, ends by itself: says when, and asks to look then; at one
 * that is not valid yet as soon as it is.
 *
 * @param now milliseconds since the epoch
 */
export function withExpiry(outcome: Outcome, claims: TokenClaims, now: number): Outcome {
  const { isJwt, expiresAt, notBefore } = claims;
  if (!ENDS_BY_ITSELF.has(outcome.state)) return outcome;
  // Of an opaque token nothing is known, and nothing more need be said.
  if (!isJwt) return outcome;
  const more = untilExpiry(expiresAt, now);
  const explanation = `${outcome.explanation} ${more}`;
  const next = isEarly(claims, now) ? notBefore : expiresAt;
  if (outcome.state === 'accepted_unverified' || next === undefined) return { ...outcome, explanation };
  return { ...outcome, explanation, lookAgainAt: new Date(next + CLOCK_SKEW_MS + 1000) };
}
