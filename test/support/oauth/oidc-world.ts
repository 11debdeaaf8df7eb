import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { errors, Provider, type Configuration } from 'oidc-provider';
import { listenLoopback } from '../../../demo/world/listen-loopback.ts';
import { createTokenMemory } from '../../../demo/world/token-memory.ts';

/** A client that registered itself, with what it may manage itself with (RFC 7592). */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationToken: string;
  readonly registrationUri: string;
}

/** oidc-provider as it comes, with dynamic registration and its management. */
export interface OidcWorld {
  readonly issuer: string;
  register(): Promise<RegisteredClient>;
  /** An access token by `client_credentials`: opaque for a resource that ends in `/mcp`, a JWT for one in `/jwt`. */
  issueAccessToken(client: RegisteredClient, resource: string): Promise<string>;
  /** A refresh token of a person who signed in with the client. */
  issueRefreshToken(client: RegisteredClient): Promise<string>;
  /** Whether the issuer says that a token is active, asked as its client. */
  isActive(client: RegisteredClient, token: string): Promise<boolean>;
  close(): Promise<void>;
}

const SCOPE = 'mcp:tools';

/** oidc-provider's own rule. */
const isOwn = (_context: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId;

async function configure(renewsSecrets: boolean): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    adapter: createTokenMemory(),
    clients: [
      {
        client_id: 'rekey',
        grant_types: [],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: 'none',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'test' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access', SCOPE],
    ttl: { ClientCredentials: 3600, RefreshToken: 3600, AccessToken: 3600, Grant: 3600 },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: isOwn },
      revocation: { enabled: true, allowedPolicy: isOwn },
      registration: renewsSecrets
        ? {
            enabled: true,
            initialAccessToken: true,
            policies: {
              renew(context, properties) {
                if (context.method === 'PUT')
                  properties.client_secret = randomBytes(48).toString('base64url');
              },
            },
          }
        : { enabled: true },
      registrationManagement: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => {
          if (!/\/(?:mcp|jwt)$/.test(resource)) throw new errors.InvalidTarget('unknown MCP server');
          return {
            scope: SCOPE,
            audience: resource,
            accessTokenTTL: 3600,
            ...(resource.endsWith('/jwt')
              ? { accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }
              : { accessTokenFormat: 'opaque' }),
          };
        },
      },
    },
  };
}

async function readField(response: Response, ...names: readonly string[]): Promise<readonly string[]> {
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null)
    throw new Error(`oidc-provider answered ${response.status}`);
  const fields = new Map<string, unknown>(Object.entries(body));
  return names.map((name) => String(fields.get(name)));
}

const basic = ({ clientId, clientSecret }: RegisteredClient) => ({
  authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
});

/**
 * Starts it on loopback.
 *
 * @param options.renewsSecrets an update of a client's registration gives it another secret (RFC 7592 section 2.2)
 */
export async function startOidcWorld({ renewsSecrets = false } = {}): Promise<OidcWorld> {
  let provider: Provider | undefined;
  const { origin: issuer, close } = await listenLoopback(async (own) => {
    provider = new Provider(own, await configure(renewsSecrets));
    const serve = provider.callback();
    return (request, response) => void serve(request, response);
  });
  const initialToken = async (): Promise<Record<string, string>> => {
    if (!provider || !renewsSecrets) return {};
    const token = await new provider.InitialAccessToken({ policies: ['renew'] }).save();
    return { authorization: `Bearer ${token}` };
  };
  return {
    issuer,
    async register() {
      const response = await fetch(`${issuer}/reg`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await initialToken()) },
        body: JSON.stringify({
          redirect_uris: ['http://localhost:3334/callback'],
          response_types: ['code'],
          grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
          application_type: 'native',
        }),
      });
      const [clientId = '', clientSecret = '', registrationToken = '', registrationUri = ''] =
        await readField(
          response,
          'client_id',
          'client_secret',
          'registration_access_token',
          'registration_client_uri',
        );
      return { clientId, clientSecret, registrationToken, registrationUri };
    },
    async issueAccessToken(client, resource) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: basic(client),
        body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: SCOPE }),
      });
      const [token = ''] = await readField(response, 'access_token');
      return token;
    },
    async issueRefreshToken({ clientId }) {
      const client = await provider?.Client.find(clientId);
      if (!provider || !client) throw new Error('the client is not registered');
      const grant = new provider.Grant({ clientId, accountId: 'user' });
      grant.addOIDCScope('openid offline_access');
      const token = new provider.RefreshToken({
        client,
        accountId: 'user',
        grantId: await grant.save(),
        gty: 'authorization_code',
        scope: 'openid offline_access',
      });
      return await token.save();
    },
    async isActive(client, token) {
      const response = await fetch(`${issuer}/token/introspection`, {
        method: 'POST',
        headers: basic(client),
        body: new URLSearchParams({ token }),
      });
      const [active] = await readField(response, 'active');
      return active === 'true';
    },
    close,
  };
}
