import type { OAuthClient } from './oauth-client.ts';
import type { Revocation } from './revoke-and-prove.ts';
import { sendRevocation } from './send-revocation.ts';
import { tryRefresh } from './try-refresh.ts';
import { trySecret } from './try-secret.ts';

/** A refresh token at one issuer. */
export type AskedToken = Pick<Revocation, 'fetch' | 'journal' | 'issuer' | 'token' | 'signal'>;

/** What the issuer said to those that may be the token's client. */
export interface First {
  /** It gave this one tokens. */
  readonly owner?: OAuthClient;
  /** It gave none to any of them, for the token was refused. */
  readonly isRefused: boolean;
}

/** Nothing was asked. */
export const NOT_ASKED: First = { isRefused: false };

/**
 * Asks for a refresh as each client that the issuer lets revoke: the only way to see that the token lives, and whose it is.
 * All of them before the first revocation, after which a refusal would say nothing.
 */
export async function askFirst(asked: AskedToken, clients: readonly OAuthClient[]): Promise<First> {
  const { fetch, issuer, signal } = asked;
  const answers: string[] = [];
  for (const client of clients) {
    // What a refresh gives has to be revoked, so nothing is asked for as a client that could not.
    const { kind } = await trySecret(fetch, issuer, client, signal);
    if (kind !== 'believed') continue;
    const answer = await ask(asked, client);
    if (answer === 'issued') return { owner: client, isRefused: false };
    answers.push(answer);
  }
  return { isRefused: answers.length > 0 && answers.every((answer) => answer === 'dead') };
}

/** Asks for a refresh as a client, and has what that gives revoked at once. */
export async function ask(
  { fetch, journal, issuer, token, signal }: AskedToken,
  client: OAuthClient,
): Promise<'dead' | 'issued' | 'unknown'> {
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
