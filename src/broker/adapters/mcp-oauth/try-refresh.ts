import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { askIssuer } from './ask-issuer.ts';
import { oauthTransport } from './discover-issuer.ts';
import { clientAuth, type Issuer, type OAuthClient } from './oauth-client.ts';

/** How an issuer takes a refresh token (RFC 6749 sections 5.1 and 5.2). */
export type RefreshAnswer =
  /** It lives, and now there are more tokens: whoever asked must revoke them. */
  | { readonly kind: 'issued'; readonly accessToken?: string; readonly refreshToken?: string }
  /** `invalid_grant`: it is dead, or it is another client's. */
  | { readonly kind: 'invalid_grant'; readonly http: number }
  /** No clear answer. */
  | { readonly kind: 'unknown'; readonly http?: number };

const token = z.string().min(1).max(16_384).optional().catch(undefined);
const tokensSchema = z.object({ access_token: token, refresh_token: token });

/**
 * Tries to refresh. It is the one question about a refresh token that every issuer answers, and a question with an
 * effect: ask only after the revocation.
 */
export async function tryRefresh(
  fetch: GuardedFetch,
  issuer: Issuer,
  client: OAuthClient,
  refreshToken: string,
  signal?: AbortSignal,
): Promise<RefreshAnswer> {
  if (issuer.token_endpoint === undefined) return { kind: 'unknown' };
  const answer = await askIssuer(client, issuer.token_endpoint_auth_methods_supported, (method) =>
    oauth.refreshTokenGrantRequest(
      issuer,
      { client_id: client.clientId },
      clientAuth(client, method),
      refreshToken,
      oauthTransport(fetch, 'refresh', signal),
    ),
  );
  if (answer.kind === 'unavailable') return { kind: 'unknown' };
  if (answer.kind === 'refused')
    return { kind: answer.error === 'invalid_grant' ? 'invalid_grant' : 'unknown', http: answer.http };
  const { access_token: access, refresh_token: refresh } = tokensSchema.safeParse(answer.json).data ?? {};
  if (access === undefined && refresh === undefined) return { kind: 'unknown', http: answer.http };
  return {
    kind: 'issued',
    ...(access === undefined ? {} : { accessToken: access }),
    ...(refresh === undefined ? {} : { refreshToken: refresh }),
  };
}
