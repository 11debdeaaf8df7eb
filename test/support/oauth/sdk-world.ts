import { randomBytes, randomUUID } from 'node:crypto';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { InvalidGrantError, InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import type { OAuthServerProvider } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import type { OAuthClientInformationFull } from '@modelcontextprotocol/sdk/shared/auth.js';
import { listenLoopback } from '../../../demo/world/listen-loopback.ts';
import { signIn, type SignedIn } from './sign-in.ts';

/** An MCP server and its authorization server in one, as the SDK of version 1 makes them. */
export interface SdkWorld {
  readonly issuer: string;
  readonly mcpUrl: string;
  signIn(method: 'none' | 'client_secret_post'): Promise<SignedIn>;
  /** Requests to the revocation endpoint, as `hint client`. */
  readonly revocations: readonly string[];
  close(): Promise<void>;
}

interface Grant {
  readonly clientId: string;
  readonly family: string;
}

const random = () => randomBytes(32).toString('base64url');

/** Tokens in memory; a refresh token is bound to its client, rotates, and takes its access tokens with it. */
function createProvider(revocations: string[]): OAuthServerProvider {
  const clients = new Map<string, OAuthClientInformationFull>();
  const codes = new Map<string, { readonly challenge: string; readonly clientId: string }>();
  const access = new Map<string, Grant>();
  const refresh = new Map<string, Grant>();
  const issue = (grant: Grant) => {
    const tokens = {
      access_token: random(),
      refresh_token: random(),
      token_type: 'bearer',
      expires_in: 3600,
    };
    access.set(tokens.access_token, grant);
    refresh.set(tokens.refresh_token, grant);
    return tokens;
  };
  return {
    clientsStore: {
      getClient: (id) => clients.get(id),
      registerClient: (client) => {
        const full = {
          ...client,
          client_id: randomUUID(),
          client_id_issued_at: Math.floor(Date.now() / 1000),
        };
        clients.set(full.client_id, full);
        return full;
      },
    },
    authorize: async (client, { codeChallenge, redirectUri }, response) => {
      const code = random();
      codes.set(code, { challenge: codeChallenge, clientId: client.client_id });
      response.redirect(`${redirectUri}?code=${code}`);
    },
    challengeForAuthorizationCode: async (_client, code) => codes.get(code)?.challenge ?? '',
    exchangeAuthorizationCode: async (client) => issue({ clientId: client.client_id, family: random() }),
    exchangeRefreshToken: async (client, token) => {
      const grant = refresh.get(token);
      if (grant?.clientId !== client.client_id) throw new InvalidGrantError('unknown refresh token');
      refresh.delete(token);
      return issue(grant);
    },
    verifyAccessToken: async (token) => {
      const grant = access.get(token);
      if (!grant) throw new InvalidTokenError('unknown token');
      return { token, clientId: grant.clientId, scopes: [], expiresAt: Math.floor(Date.now() / 1000) + 3600 };
    },
    revokeToken: async (client, { token, token_type_hint: hint }) => {
      revocations.push(`${hint ?? ''} ${client.client_id}`);
      const grant = refresh.get(token) ?? access.get(token);
      if (grant?.clientId !== client.client_id) return;
      access.delete(token);
      if (!refresh.delete(token)) return;
      for (const [key, other] of access) if (other.family === grant.family) access.delete(key);
    },
  };
}

function answer(): never {
  throw new Error('a tool was called');
}

function createServer(): McpServer {
  const server = new McpServer({ name: 'repositories', version: '1.0.0' });
  server.registerTool('list_repositories', { annotations: { readOnlyHint: true } }, answer);
  server.registerTool('delete_repository', { annotations: { destructiveHint: true } }, answer);
  server.registerTool('comment', {}, answer);
  return server;
}

/** Starts both on one port of loopback; sessions are kept, so that streams outlive their token. */
export async function startSdkWorld(): Promise<SdkWorld> {
  const revocations: string[] = [];
  const provider = createProvider(revocations);
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const { origin, close } = await listenLoopback((own) => {
    const app = createMcpExpressApp();
    const resource = new URL('/mcp', own);
    app.use(mcpAuthRouter({ provider, issuerUrl: new URL(own), resourceServerUrl: resource }));
    const resourceMetadataUrl = getOAuthProtectedResourceMetadataUrl(resource);
    app.use('/mcp', requireBearerAuth({ verifier: provider, resourceMetadataUrl }));
    app.all('/mcp', async (request, response) => {
      const known = sessions.get(request.header('mcp-session-id') ?? '');
      if (known) return await known.handleRequest(request, response, request.body);
      const transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (id) => void sessions.set(id, transport),
      });
      await createServer().connect(transport);
      return await transport.handleRequest(request, response, request.body);
    });
    return app;
  });
  const endpoints = {
    register: `${origin}/register`,
    authorize: `${origin}/authorize`,
    token: `${origin}/token`,
  };
  return {
    // As the router publishes it: the URL class adds the slash.
    issuer: `${origin}/`,
    mcpUrl: `${origin}/mcp`,
    signIn: (method) => signIn(endpoints, method, `${origin}/mcp`),
    revocations,
    close: async () => {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      await close();
    },
  };
}
