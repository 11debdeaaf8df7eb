import { toNodeHandler, type NodeMcpRequestHandler } from '@modelcontextprotocol/node';
import {
  buildOAuthProtectedResourceMetadata,
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  OAuthError,
  OAuthErrorCode,
  originValidationResponse,
  requireBearerAuth,
  type AuthInfo,
} from '@modelcontextprotocol/server';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import { recordReading } from '../inventory/readings.ts';
import { LoginTries } from '../web/login/limit-tries.ts';
import { resourceOf, SCOPE, type McpContext } from './context.ts';
import { createServer } from './create-server.ts';
import { holderOf } from './oauth/grants.ts';

/** So many requests a minute of what one person gave one agent. */
const MAX_REQUESTS = 300;
/** A question to a tool is short. */
const MAX_BODY = 65_536;

const Extra = z.object({
  grantId: z.string(),
  person: z.object({ login: z.string(), id: z.number() }),
  installations: z.array(z.number()),
});

/** Whose a token is, and what it may read. Nothing is cached: a token that is revoked is refused at the next request. */
async function verify({ db }: McpContext, provider: Provider, token: string): Promise<AuthInfo> {
  const found = await provider.AccessToken.find(token);
  const holder = found?.grantId === undefined ? undefined : await holderOf(db, found.grantId);
  if (!found?.clientId || !holder || typeof found.aud !== 'string')
    throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not known, or no longer.');
  return {
    token,
    clientId: found.clientId,
    scopes: [...found.scopes],
    ...(found.exp === undefined ? {} : { expiresAt: found.exp }),
    resource: new URL(found.aud),
    extra: { grantId: found.grantId, ...holder },
  };
}

/** Says who gives tokens for this server (RFC 9728). */
export function resourceMetadata(context: McpContext): object {
  const { publicUrl } = context;
  return buildOAuthProtectedResourceMetadata({
    oauthMetadata: {
      issuer: publicUrl,
      authorization_endpoint: `${publicUrl}/oauth/authorize`,
      token_endpoint: `${publicUrl}/oauth/token`,
      response_types_supported: ['code'],
    },
    resourceServerUrl: resourceOf(context),
    resourceName: 'Rekey',
    scopesSupported: [SCOPE],
  });
}

function tooMany(seconds: number): Response {
  return new Response(null, { status: 429, headers: { 'retry-after': String(seconds) } });
}

/**
 * The MCP server, over streamable HTTP and without sessions: each request shows its token, so none outlives it. Streams are
 * refused for the same reason.
 */
export function createResourceServer(context: McpContext, provider: Provider): NodeMcpRequestHandler {
  const url = resourceOf(context);
  const { db, log } = context;
  const onerror = (err: unknown) => log.warn({ err }, 'a request of an agent failed');
  const mcp = createMcpHandler(
    ({ authInfo }) => {
      const { person, installations } = Extra.parse(authInfo?.extra);
      const note = (what: string, filters: readonly string[]) =>
        recordReading(db, { by: { person }, event: 'agent_asked', what, filters, installations });
      return createServer({ db, viewer: { installations }, note, onerror });
    },
    { maxSubscriptions: 0, maxRequestBodySize: MAX_BODY, onerror },
  );
  const gate = requireBearerAuth({
    verifier: { verifyAccessToken: (token) => verify(context, provider, token) },
    requiredScopes: [SCOPE],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(url),
    expectedResource: url,
  });
  const requests = new LoginTries(MAX_REQUESTS);
  return toNodeHandler(
    {
      async fetch(request: Request): Promise<Response> {
        const foreign = originValidationResponse(request, [url.hostname]);
        if (foreign) return foreign;
        const auth = await gate(request);
        if (auth instanceof Response) return auth;
        const seconds = requests.wait(Extra.parse(auth.extra).grantId);
        return seconds > 0 ? tooMany(seconds) : await mcp.fetch(request, { authInfo: auth });
      },
    },
    { onerror, maxRequestBodySize: MAX_BODY },
  );
}
