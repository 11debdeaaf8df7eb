import * as oauth from 'oauth4webapi';
import type { EgressFailure } from '../../egress-failure.ts';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { askIssuer } from './ask-issuer.ts';
import { oauthTransport } from './discover-issuer.ts';
import { clientAuth, type Issuer, type OAuthClient } from './oauth-client.ts';

/** The answer of a revocation endpoint (RFC 7009 section 2.2). */
export type RevocationAnswer =
  /** Says nothing about the token: the same 200 comes for a token of another client, or for none. */
  | { readonly kind: 'accepted'; readonly http: number }
  /** This client may not do it; another may. */
  | { readonly kind: 'refused'; readonly http: number; readonly error: string | undefined }
  /** `unsupported_token_type`: the issuer cannot revoke tokens of this kind, whoever asks. */
  | { readonly kind: 'unsupported'; readonly http: number }
  | { readonly kind: 'unavailable'; readonly response?: Response; readonly failure?: EgressFailure };

export type TokenHint = 'access_token' | 'refresh_token';

/**
 * Sends one revocation. Where the endpoint is the token endpoint (Cloudflare's workers-oauth-provider) nothing
 * differs: it takes a request without `grant_type` for a revocation.
 */
export async function sendRevocation(
  fetch: GuardedFetch,
  issuer: Issuer,
  client: OAuthClient,
  token: string,
  options: { readonly hint?: TokenHint; readonly signal?: AbortSignal | undefined } = {},
): Promise<RevocationAnswer> {
  const { hint = 'access_token', signal } = options;
  const answer = await askIssuer(client, issuer.revocation_endpoint_auth_methods_supported, (method) =>
    oauth.revocationRequest(issuer, { client_id: client.clientId }, clientAuth(client, method), token, {
      additionalParameters: { token_type_hint: hint },
      ...oauthTransport(fetch, 'revoke', signal),
    }),
  );
  if (answer.kind === 'ok') return { kind: 'accepted', http: answer.http };
  if (answer.kind === 'unavailable') return answer;
  const { http, error } = answer;
  return error === 'unsupported_token_type'
    ? { kind: 'unsupported', http }
    : { kind: 'refused', http, error };
}
