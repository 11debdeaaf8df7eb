import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer as SdkServer,
  OAuthError,
  OAuthErrorCode,
  oauthMetadataResponse,
  requireBearerAuth,
  type AuthInfo,
} from '@modelcontextprotocol/server';
import type { RequestListener } from 'node:http';
import { z } from 'zod';
import type { AuthorizationServer } from './authorization-server.ts';
import { listenLoopback } from './listen-loopback.ts';

const PATH = '/mcp';
const SCOPE = 'mcp:tools';

/** A running MCP server that wants a bearer. */
export interface McpServer {
  /** Its endpoint (streamable HTTP). */
  readonly url: string;
  close(): Promise<void>;
}

type Issuer = Pick<AuthorizationServer, 'issuer' | 'resourceClient' | 'addResource'>;

/** What answers once the bearer was believed. */
export type McpHandler = Pick<ReturnType<typeof createMcpHandler>, 'fetch' | 'close'>;

/**
 * Starts an MCP server on loopback with the official SDK: tools of a billing department, protected by a bearer that
 * is introspected at the authorization server on every request. Nothing is cached, so a revoked token is refused at
 * the next request. Publishes RFC 9728 metadata, and its 401 says where.
 *
 * @param options.mcp another server behind the same gate
 */
export async function startMcpServer(
  issuer: Issuer,
  options: { readonly port?: number; readonly mcp?: McpHandler } = {},
): Promise<McpServer> {
  const mcp = options.mcp ?? createMcpHandler(createBillingServer);
  const { origin, close } = await listenLoopback(async (own) => {
    issuer.addResource(`${own}${PATH}`);
    return createListener(new URL(PATH, own), issuer, await readMetadata(issuer.issuer), mcp);
  }, options.port);
  return {
    url: `${origin}${PATH}`,
    async close() {
      await mcp.close();
      await close();
    },
  };
}

function createListener(
  url: URL,
  issuer: Issuer,
  oauthMetadata: z.infer<typeof metadataSchema>,
  mcp: McpHandler,
): RequestListener {
  const gate = requireBearerAuth({
    verifier: { verifyAccessToken: (token) => introspect(issuer, token) },
    requiredScopes: [SCOPE],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
    expectedResource: url,
  });
  const metadata = {
    oauthMetadata,
    resourceServerUrl: url,
    resourceName: 'Acme billing',
    scopesSupported: [SCOPE],
  };
  const node = toNodeHandler({
    async fetch(request) {
      const published = oauthMetadataResponse(request, metadata);
      if (published) return published;
      if (new URL(request.url).pathname !== PATH) return new Response(null, { status: 404 });
      const auth = await gate(request);
      return auth instanceof Response ? auth : await mcp.fetch(request, { authInfo: auth });
    },
  });
  return (request, response) => {
    const { url: target = '/', method = 'GET' } = request;
    void node(Object.assign(request, { url: target, method }), response);
  };
}

function createBillingServer(): SdkServer {
  const server = new SdkServer({ name: 'acme-billing', version: '1.0.0' });
  server.registerTool(
    'list_invoices',
    { description: 'Lists the open invoices.', inputSchema: z.object({}) },
    () => ({ content: [{ type: 'text', text: 'INV-1001: 420.00 EUR, due in 14 days' }] }),
  );
  server.registerTool(
    'pay_invoice',
    { description: 'Pays one invoice.', inputSchema: z.object({ invoice: z.string() }) },
    ({ invoice }) => ({ content: [{ type: 'text', text: `${invoice} is paid` }] }),
  );
  return server;
}

const metadataSchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  response_types_supported: z.array(z.string()),
});

async function readMetadata(issuer: string): Promise<z.infer<typeof metadataSchema>> {
  const response = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
  return metadataSchema.parse(await response.json());
}

const introspectionSchema = z.object({
  active: z.boolean(),
  client_id: z.string().default('unknown'),
  scope: z.string().default(''),
  exp: z.number().optional(),
  aud: z.string().optional(),
});

async function introspect({ issuer, resourceClient }: Issuer, token: string): Promise<AuthInfo> {
  const { clientId, clientSecret } = resourceClient;
  const response = await fetch(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  });
  if (!response.ok) throw new OAuthError(OAuthErrorCode.ServerError, 'The token could not be checked.');
  const { active, client_id, scope, exp, aud } = introspectionSchema.parse(await response.json());
  if (!active) throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not active.');
  return {
    token,
    clientId: client_id,
    scopes: scope.split(' '),
    ...(exp === undefined ? {} : { expiresAt: exp }),
    ...(aud === undefined ? {} : { resource: new URL(aud) }),
  };
}
