import { randomBytes } from 'node:crypto';
import type { GuardedFetch } from '../../guarded-fetch.ts';
import { askIssuer } from './ask-issuer.ts';
import { introspect } from './introspect.ts';
import * as oauth from 'oauth4webapi';
import { oauthTransport } from './discover-issuer.ts';
import { clientAuth, type Issuer, type OAuthClient } from './oauth-client.ts';

/**
 * Whether an issuer believes a client's secret. It is asked to revoke a token that never existed, which changes
 * nothing: RFC 7009 section 2.2 answers 200 once the client is believed, `invalid_client` when it is not.
 *
 * `refused` is no proof by itself: the client may have been registered with another way to show its secret.
 */
export async function trySecret(
  fetch: GuardedFetch,
  issuer: Issuer,
  client: OAuthClient,
  signal?: AbortSignal,
): Promise<{ readonly kind: 'believed' | 'refused' | 'unknown'; readonly http?: number }> {
  const nothing = randomBytes(32).toString('base64url');
  if (issuer.revocation_endpoint === undefined) {
    const told = await introspect(fetch, issuer, client, nothing, { signal });
    return { kind: told ? 'believed' : 'unknown' };
  }
  const answer = await askIssuer(client, issuer.revocation_endpoint_auth_methods_supported, (method) =>
    oauth.revocationRequest(
      issuer,
      { client_id: client.clientId },
      clientAuth(client, method),
      nothing,
      oauthTransport(fetch, 'authenticate', signal),
    ),
  );
  if (answer.kind === 'ok') return { kind: 'believed', http: answer.http };
  if (answer.kind === 'unavailable') return { kind: 'unknown' };
  return { kind: answer.error === 'invalid_client' ? 'refused' : 'unknown', http: answer.http };
}
