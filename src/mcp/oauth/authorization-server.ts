import { exportJWK, generateKeyPair } from 'jose';
import { errors, Provider, type Configuration } from 'oidc-provider';
import { RekeyError } from '../../base/errors.ts';
import { html } from '../../web/html.ts';
import { PAGE_HEADERS, plainPage } from '../../web/page.ts';
import { signText } from '../../web/signed-code.ts';
import { resourceOf, SCOPE, type McpContext } from '../context.ts';
import { makeToken, TOKEN_KINDS, type TokenKind } from '../tokens.ts';
import { GRANT_SECONDS, renewGrant } from './grants.ts';
import { createRecords } from './records.ts';

/** What cookies of the authorization server begin with; each lives for ten minutes and for one consent. */
export const COOKIE_PREFIX = 'rekey_agent_';

/**
 * The client that revokes. Whoever has a token may end it and nothing else with it: a broker that found one is not the
 * client that it was given to.
 */
export const REVOKER = 'rekey-revoker';

const ACCESS_SECONDS = 600;
const ASKING_SECONDS = 600;
const CODE_SECONDS = 60;

const PUBLIC = { token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' } as const;

/** So long from now until what the person has given is over, however often the token was renewed. */
function restOfGrant({ iiat }: { readonly iiat?: number | undefined }): number {
  const now = Math.floor(Date.now() / 1000);
  return Math.max(1, (iiat ?? now) + GRANT_SECONDS - now);
}

function features(resource: string): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    revocation: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      getResourceServerInfo(_context, asked) {
        if (asked !== resource) throw new errors.InvalidTarget('tokens are for the MCP server of this Rekey');
        return {
          scope: SCOPE,
          audience: resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: ACCESS_SECONDS,
        };
      },
    },
  };
}

async function configure(context: McpContext): Promise<Configuration> {
  // Nothing is ever signed with it: there are no identity tokens here. The library wants one.
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  return {
    adapter: createRecords(context.db),
    clients: [{ ...PUBLIC, client_id: REVOKER, grant_types: [], redirect_uris: [], response_types: [] }],
    clientAuthMethods: ['none'],
    clientDefaults: { ...PUBLIC, grant_types: ['authorization_code', 'refresh_token'] },
    responseTypes: ['code'],
    scopes: [SCOPE],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'unused' }] },
    cookies: {
      keys: [signText(context.keys, 'agent', 'cookies')],
      names: {
        interaction: `${COOKIE_PREFIX}asked`,
        resume: `${COOKIE_PREFIX}resume`,
        session: `${COOKIE_PREFIX}session`,
      },
      short: cookie,
      long: cookie,
    },
    ttl: {
      AccessToken: ACCESS_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      Grant: GRANT_SECONDS,
      Interaction: ASKING_SECONDS,
      RefreshToken: (_context, token) => restOfGrant(token),
      Session: ASKING_SECONDS,
    },
    pkce: { required: () => true },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    revokeGrantPolicy: () => true,
    expiresWithSession: () => false,
    async findAccount(_context, accountId, token) {
      // A token that was used before is not renewed: the library ends all that came of it.
      const isUsed = token !== undefined && 'consumed' in token && Boolean(token.consumed);
      const grantId = token && 'grantId' in token ? token.grantId : undefined;
      if (typeof grantId === 'string' && !isUsed && !(await renewGrant(context, grantId))) return undefined;
      return { accountId, claims: () => ({ sub: accountId }) };
    },
    // Nothing here is read from an address that a stranger gives.
    fetch: () => Promise.reject(new Error('the authorization server asks nobody')),
    interactions: { url: (_context, { uid }) => `/oauth/consent/${uid}` },
    routes: {
      authorization: '/oauth/authorize',
      jwks: '/oauth/jwks',
      registration: '/oauth/register',
      revocation: '/oauth/revoke',
      token: '/oauth/token',
    },
    renderError(koa, { error, error_description: why }) {
      koa.set(PAGE_HEADERS);
      const text = html`<h1>This did not work</h1>
        <p>The program that sent you here asked for something that cannot be: ${why ?? error}.</p>`;
      koa.body = plainPage('Not connected', text).text;
    },
    features: features(resourceOf(context).href),
  };
}

/**
 * Lets tokens of a model be written our way, with a prefix and a checksum. The library has no setting for that; its own way
 * is asked all the same, since it also settles the format.
 */
function nameTokens(model: object, kind: TokenKind): void {
  const own: unknown = Reflect.get(model, 'generateTokenId');
  if (typeof own !== 'function')
    throw new RekeyError('OAUTH_LIBRARY', `${kind} makes its tokens another way.`);
  const value = function generateTokenId(this: object): string {
    Reflect.apply(own, this, []);
    return makeToken(kind);
  };
  Object.defineProperty(model, 'generateTokenId', { value });
}

/** The authorization server of the MCP server, at `/oauth/`, with tokens that our own scanner knows. */
export async function createAuthorizationServer(context: McpContext): Promise<Provider> {
  const provider = new Provider(context.publicUrl, await configure(context));
  // Addresses come from the issuer; this tells whether cookies may be sent over http.
  provider.proxy = true;
  provider.on('server_error', (_context, err: Error) => {
    context.log.error({ err }, 'the authorization server failed');
  });
  for (const kind of TOKEN_KINDS) nameTokens(provider[kind].prototype, kind);
  return provider;
}
