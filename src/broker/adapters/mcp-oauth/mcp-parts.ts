import type { LeakedCredential, Outcome, RevokeOptions, TrustedIssuer } from '../../broker.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { Journal } from '../../journal.ts';
import type { FindRoutes } from './find-routes.ts';
import { oauthClients, type OAuthClient } from './oauth-client.ts';
import type { TokenClaims } from './read-claims.ts';

/** What all of MCP's OAuth needs to act. */
export interface McpParts {
  readonly fetch: GuardedFetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Before each look after a revocation, in milliseconds. */
  readonly waits: readonly number[];
  readonly findRoutes: FindRoutes;
}

const NAME = 'mcp-oauth';

/** Clocks differ; a token is called expired only when every server agrees. */
export const CLOCK_SKEW_MS = 60_000;
/** What fits into a header and a form alike; anything else never was a token. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

export function openJournal({ now }: McpParts, onSight?: RevokeOptions['onSight']): Journal {
  return new Journal(NAME, now, onSight);
}

export function isToken(value: string): boolean {
  return TOKEN.test(value);
}

export function isExpired({ expiresAt }: TokenClaims, now: number): boolean {
  return expiresAt !== undefined && expiresAt + CLOCK_SKEW_MS < now;
}

/** The clients to act as at an issuer for a token, and those that ask about it. */
export function clientsFor(
  credential: LeakedCredential,
  claims: TokenClaims,
  trusted: TrustedIssuer,
): { readonly clients: readonly OAuthClient[]; readonly askers: readonly OAuthClient[] } {
  const clients = oauthClients({
    inToken: claims.clientId,
    inPolicy: trusted.clientId,
    besideToken: credential.clientId,
    secret: credential.beside?.clientSecret?.reveal(),
  });
  // Public clients are seldom let ask, so of them only the policy's does.
  const askers = [
    ...clients.filter(({ secret }) => secret !== undefined),
    ...clients.filter(({ clientId, secret }) => secret === undefined && clientId === trusted.clientId),
  ];
  return { clients, askers };
}

/** Outcomes from the best to the worst; what is not here comes last. */
const RANKS: readonly Outcome['state'][] = [
  'accepted_unverified',
  'failed',
  'unsupported',
  'manual_required',
  'untrusted_issuer',
];
const DEAD: ReadonlySet<Outcome['state']> = new Set(['revoked_verified', 'already_inactive', 'expired']);

/** Whether an outcome proves that the credential is dead. */
export function isDeadOutcome({ state }: Outcome): boolean {
  return DEAD.has(state);
}

/** The lower the better. */
const rank = (one: Outcome) => (isDeadOutcome(one) ? -1 : RANKS.indexOf(one.state));

/** Of what several issuers gave, at least one, the outcome with the most hope in it. */
export function bestOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((best, one) => (rank(one) < rank(best) ? one : best));
}
