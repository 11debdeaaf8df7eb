import type { OAuthProvider as Provider, OAuthProviderOptions } from '@cloudflare/workers-oauth-provider';
import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { listenLoopback } from '../../../demo/world/listen-loopback.ts';
import { signIn, type SignedIn } from './sign-in.ts';

/** An MCP server behind Cloudflare's provider, whose token endpoint also revokes. */
export interface WorkersWorld {
  readonly issuer: string;
  readonly mcpUrl: string;
  signIn(method: 'none' | 'client_secret_post'): Promise<SignedIn>;
  close(): Promise<void>;
}

type Helpers = {
  parseAuthRequest(request: Request): Promise<{ readonly scope: string[] }>;
  completeAuthorization(options: object): Promise<{ readonly redirectTo: string }>;
};

/** Workers KV in memory, as far as the provider uses it. */
function createKv() {
  const entries = new Map<string, string>();
  return {
    get: async (key: string, how?: unknown) => {
      const value = entries.get(key);
      if (value === undefined) return null;
      return how === 'json' || JSON.stringify(how) === '{"type":"json"}' ? JSON.parse(value) : value;
    },
    put: async (key: string, value: string) => void entries.set(key, value),
    delete: async (key: string) => void entries.delete(key),
    list: async ({ prefix = '' }: { readonly prefix?: string } = {}) => ({
      keys: [...entries.keys()].filter((key) => key.startsWith(prefix)).map((name) => ({ name })),
      list_complete: true,
    }),
  };
}

const API = {
  fetch: async () => Response.json({ jsonrpc: '2.0', id: 1, result: {} }),
};

const CONSENT = {
  fetch: async (request: Request, env: { readonly OAUTH_PROVIDER: Helpers }) => {
    const asked = await env.OAUTH_PROVIDER.parseAuthRequest(request);
    const { redirectTo } = await env.OAUTH_PROVIDER.completeAuthorization({
      request: asked,
      userId: 'user',
      metadata: {},
      scope: asked.scope,
      props: {},
    });
    return new Response(null, { status: 302, headers: { location: redirectTo } });
  },
};

/**
 * Starts it on loopback, under Node.
 *
 * @param OAuthProvider the package's class; it imports `cloudflare:workers`, so the test loads it
 */
export async function startWorkersWorld(
  OAuthProvider: new (options: OAuthProviderOptions<object>) => Provider<object>,
): Promise<WorkersWorld> {
  const env = { OAUTH_KV: createKv() };
  const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
  const { origin, close } = await listenLoopback((own) => {
    const options: object = {
      apiRoute: `${own}/mcp`,
      apiHandler: API,
      defaultHandler: CONSENT,
      authorizeEndpoint: `${own}/authorize`,
      tokenEndpoint: `${own}/token`,
      clientRegistrationEndpoint: `${own}/register`,
      resourceMetadata: { resource: `${own}/mcp` },
      onError: () => undefined,
    };
    const provider: { fetch(request: Request, env: object, context: object): Promise<Response> } =
      Reflect.construct(OAuthProvider, [options]);
    const serve: (...exchange: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
      const { method = 'GET', url = '/', headers } = request;
      const hasBody = method === 'POST';
      const answer = await provider.fetch(
        new Request(`${own}${url}`, {
          method,
          headers: Object.entries(headers).map(([key, value]): [string, string] => [key, String(value)]),
          redirect: 'manual',
          ...(hasBody ? { body: Readable.toWeb(request), duplex: 'half' } : {}),
        }),
        env,
        context,
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    };
    return (request, response) => void serve(request, response);
  });
  const endpoints = {
    register: `${origin}/register`,
    authorize: `${origin}/authorize`,
    token: `${origin}/token`,
  };
  return {
    issuer: origin,
    mcpUrl: `${origin}/mcp`,
    signIn: (method) => signIn(endpoints, method, `${origin}/mcp`),
    close,
  };
}
