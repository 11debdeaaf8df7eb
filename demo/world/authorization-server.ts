import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import {
  errors,
  Provider,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { listenLoopback } from './listen-loopback.ts';
import { createTokenMemory } from './token-memory.ts';

const TOKEN_TTL_SECONDS = 3600;
const REVOCATION_PATH = '/token/revocation';
const SCOPE = 'mcp:tools';
/** What Rekey is registered as. */
const BROKER_CLIENT_ID = 'rekey';

/** Clients that no person signs in with. */
const NO_BROWSER: ClientMetadata = { client_id: '', grant_types: [], redirect_uris: [], response_types: [] };

/** A client with a secret of its own. */
export interface ConfidentialClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** One request to the revocation endpoint, as it was answered. */
export interface RevocationRequest {
  readonly at: Date;
  readonly clientId: string | undefined;
  readonly http: number;
}

/** A running authorization server (oidc-provider) for one company's MCP servers. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** Public client that may revoke and introspect every token presented to it: what Rekey is registered as. */
  readonly brokerClientId: string;
  /** The client that MCP servers introspect with. */
  readonly resourceClient: ConfidentialClient;
  /** The client that {@link AuthorizationServer.issueToken} asks as. */
  readonly agentClient: ConfidentialClient;
  /** Makes an MCP server known, by its URL: tokens are issued for known ones only (RFC 8707). */
  addResource(url: string): void;
  /**
   * Gets an opaque access token from the token endpoint, as the agent's client (client_credentials).
   *
   * @param resource URL of the MCP server that it is for; the first known one when absent
   */
  issueToken(resource?: string): Promise<string>;
  /** Every request to the revocation endpoint so far, without its token. */
  readonly revocations: readonly RevocationRequest[];
  readonly close: () => Promise<void>;
}

/**
 * Starts an authorization server on loopback with opaque tokens, introspection (RFC 7662) and revocation (RFC 7009).
 * Plain http is for this machine only.
 *
 * @param options.brokerMayRevoke false leaves oidc-provider's own rule: a client revokes only its own tokens
 */
export async function startAuthorizationServer(
  options: { readonly port?: number; readonly brokerMayRevoke?: boolean } = {},
): Promise<AuthorizationServer> {
  const { port = 0, brokerMayRevoke = true } = options;
  const agentClient = confidential('agent');
  const resourceClient = confidential('mcp-server');
  const revocations: RevocationRequest[] = [];
  const resources = new Set<string>();
  const { origin: issuer, close } = await listenLoopback(async (own) => {
    const provider = new Provider(
      own,
      await configure({ agentClient, resourceClient, brokerMayRevoke, resources }),
    );
    provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
      await next();
      if (ctx.path !== REVOCATION_PATH || ctx.method !== 'POST') return;
      revocations.push({ at: new Date(), clientId: ctx.oidc?.client?.clientId, http: ctx.status });
    });
    const serve = provider.callback();
    return (request, response) => void serve(request, response);
  }, port);

  return {
    issuer,
    brokerClientId: BROKER_CLIENT_ID,
    resourceClient,
    agentClient,
    addResource: (url) => void resources.add(url),
    issueToken: (resource = [...resources][0] ?? '') => requestToken(issuer, agentClient, resource),
    revocations,
    close,
  };
}

interface ProviderParts {
  readonly agentClient: ConfidentialClient;
  readonly resourceClient: ConfidentialClient;
  readonly brokerMayRevoke: boolean;
  readonly resources: ReadonlySet<string>;
}

async function configure(parts: ProviderParts): Promise<Configuration> {
  const { agentClient, resourceClient, brokerMayRevoke, resources } = parts;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    adapter: createTokenMemory(),
    clients: [
      { ...NO_BROWSER, ...secretOf(agentClient), grant_types: ['client_credentials'] },
      { ...NO_BROWSER, ...secretOf(resourceClient) },
      { ...NO_BROWSER, client_id: BROKER_CLIENT_ID, token_endpoint_auth_method: 'none' },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'demo' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: [SCOPE],
    ttl: { ClientCredentials: TOKEN_TTL_SECONDS },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) =>
          [resourceClient.clientId, BROKER_CLIENT_ID].includes(client.clientId),
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          token.clientId === client.clientId || (brokerMayRevoke && client.clientId === BROKER_CLIENT_ID),
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => {
          if (!resources.has(resource)) throw new errors.InvalidTarget('unknown MCP server');
          return {
            scope: SCOPE,
            audience: resource,
            accessTokenFormat: 'opaque',
            accessTokenTTL: TOKEN_TTL_SECONDS,
          };
        },
      },
    },
  };
}

function secretOf({ clientId, clientSecret }: ConfidentialClient) {
  return { client_id: clientId, client_secret: clientSecret };
}

function confidential(clientId: string): ConfidentialClient {
  return { clientId, clientSecret: randomBytes(32).toString('base64url') };
}

async function requestToken(issuer: string, client: ConfidentialClient, resource: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: SCOPE }),
  });
  const body: unknown = await response.json();
  if (!response.ok || typeof body !== 'object' || body === null || !('access_token' in body)) {
    throw new Error(`the authorization server gave no token: ${response.status}`);
  }
  return String(body.access_token);
}
