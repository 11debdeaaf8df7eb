import { createHash, randomBytes } from 'node:crypto';

/** What a client's token cache holds after a person has signed in. */
export interface SignedIn {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const REDIRECT = 'http://localhost:3334/oauth/callback';

async function readFields(response: Response): Promise<ReadonlyMap<string, string>> {
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null)
    throw new Error(`the authorization server answered ${response.status}`);
  return new Map(Object.entries(body).map(([key, value]) => [key, String(value)]));
}

/**
 * Does what an MCP client does: registers itself (RFC 7591), has the person sent through the authorization endpoint,
 * which asks nothing here, and takes the tokens (authorization code with PKCE).
 *
 * @param method how the client will show its secret; `none` for a public client
 */
export async function signIn(
  endpoints: { readonly register: string; readonly authorize: string; readonly token: string },
  method: 'none' | 'client_secret_post',
  resource: string,
): Promise<SignedIn> {
  const registered = await readFields(
    await fetch(endpoints.register, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'an MCP client',
        redirect_uris: [REDIRECT],
        token_endpoint_auth_method: method,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      }),
    }),
  );
  const clientId = registered.get('client_id') ?? '';
  const clientSecret = method === 'none' ? undefined : registered.get('client_secret');
  const verifier = randomBytes(32).toString('base64url');
  const authorize = new URL(endpoints.authorize);
  const question = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource,
  };
  for (const [key, value] of Object.entries(question)) authorize.searchParams.set(key, value);
  const sent = await fetch(authorize, { redirect: 'manual' });
  const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const tokens = await readFields(
    await fetch(endpoints.token, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
        client_id: clientId,
        code_verifier: verifier,
        resource,
        ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
      }),
    }),
  );
  return {
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    accessToken: tokens.get('access_token') ?? '',
    refreshToken: tokens.get('refresh_token') ?? '',
  };
}
