import * as oauth from 'oauth4webapi';

/** A client that the broker may act as at a trusted issuer. */
export interface OAuthClient {
  readonly clientId: string;
  /** The secret that leaked with it; absent for a public client. */
  readonly secret?: string;
}

/** An issuer's metadata (RFC 8414), cut down to what ending a credential needs. */
export type Issuer = oauth.AuthorizationServer;

/** How a client says who it is (RFC 6749 section 2.3.1); keys such as those of `private_key_jwt` never leak as text. */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none';

const MAX_CLIENTS = 3;
const CLIENT_ID = /^[\x20-\x7e]{1,500}$/;

/**
 * Clients to act as, surest first. RFC 7009 section 2.1 binds a token to the client that it was issued to, so the
 * token's own word comes first, as does a client whose secret leaked with the token. Then the policy's: an issuer can
 * let that client revoke any token, and it is the only one that a person vouched for. Last an id that stood beside the
 * token, which anyone may have written; it is sent to a trusted issuer only, where a wrong one does nothing.
 */
export function oauthClients(ids: {
  readonly inToken: string | undefined;
  readonly inPolicy: string;
  readonly besideToken: string | undefined;
  /** Belongs to the client beside the token. */
  readonly secret: string | undefined;
}): readonly OAuthClient[] {
  const { inToken, inPolicy, besideToken, secret } = ids;
  const ordered = secret === undefined ? [inToken, inPolicy, besideToken] : [inToken, besideToken, inPolicy];
  const usable = ordered.filter((id): id is string => id !== undefined && CLIENT_ID.test(id));
  return [...new Set(usable)]
    .slice(0, MAX_CLIENTS)
    .map((clientId) =>
      clientId === besideToken && secret !== undefined ? { clientId, secret } : { clientId },
    );
}

/**
 * The ways in which a client may show its secret, the announced one first. Both are tried: metadata says what the
 * server can do, not what this client was registered with.
 *
 * @param announced the endpoint's `…_auth_methods_supported`; absent means `client_secret_basic` (RFC 8414 section 2)
 */
export function authMethods(
  { secret }: OAuthClient,
  announced: readonly string[] | undefined,
): readonly AuthMethod[] {
  if (secret === undefined) return ['none'];
  const basicFirst = announced === undefined || announced.includes('client_secret_basic');
  return basicFirst
    ? ['client_secret_basic', 'client_secret_post']
    : ['client_secret_post', 'client_secret_basic'];
}

/** The method as oauth4webapi takes it. */
export function clientAuth({ secret = '' }: OAuthClient, method: AuthMethod): oauth.ClientAuth {
  if (method === 'none') return oauth.None();
  return method === 'client_secret_basic' ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}
