import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { LoginTries } from '../web/login/limit-tries.ts';
import { SCOPE, type McpContext } from './context.ts';
import { COOKIE_PREFIX, createAuthorizationServer } from './oauth/authorization-server.ts';
import { receiveConsent } from './oauth/receive-consent.ts';
import { createResourceServer, resourceMetadata } from './resource-server.ts';

/** Answers what has to do with the MCP server. @returns false for any other address */
export type AnswerMcp = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const CONSENT = /^\/oauth\/consent\/([\w-]{1,100})$/;
const METADATA: ReadonlySet<string> = new Set([
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-protected-resource',
]);

/** What the authorization server may know of a browser: what it asked just now, and no session of earlier. */
function ownCookies(cookies: string | undefined): string {
  const own = (cookies ?? '').split(/;\s*/).filter((part) => part.startsWith(COOKIE_PREFIX));
  return own.filter((part) => !part.startsWith(`${COOKIE_PREFIX}session`)).join('; ');
}

/** There is one scope, so every request is for it, whatever it names. */
function withScope(target: string, origin: string): string {
  const url = new URL(target, origin);
  if (url.pathname !== '/oauth/authorize') return target;
  url.searchParams.set('scope', SCOPE);
  return url.pathname + url.search;
}

/** What a proxy or a stranger says of the address decides nothing: it is the operator's word. */
function narrow(request: IncomingMessage, publicUrl: string): void {
  const { protocol, host } = new URL(publicUrl);
  const { 'x-forwarded-host': _host, cookie, ...headers } = request.headers;
  const own = { host, 'x-forwarded-proto': protocol.slice(0, -1), cookie: ownCookies(cookie) };
  request.headers = { ...headers, ...own };
  request.url = withScope(request.url ?? '/', publicUrl);
}

function sendMetadata(context: McpContext, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { allow: 'GET' }).end();
  const headers = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
  response.writeHead(200, headers).end(JSON.stringify(resourceMetadata(context)));
}

/** Too many registrations of one address. */
function isRefused(tries: LoginTries, request: IncomingMessage, response: ServerResponse): boolean {
  const seconds = request.method === 'POST' ? tries.wait(request.socket.remoteAddress ?? '') : 0;
  if (seconds > 0) response.writeHead(429, { 'retry-after': String(seconds) }).end();
  return seconds > 0;
}

async function toProvider(
  provider: Provider,
  publicUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  narrow(request, publicUrl);
  await provider.callback()(request, response);
}

/** Opens the MCP server at `/mcp`, with its authorization server at `/oauth/`. */
export async function openMcp(context: McpContext): Promise<AnswerMcp> {
  const provider = await createAuthorizationServer(context);
  const serve = createResourceServer(context, provider);
  const registrations = new LoginTries();
  return async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?', 1)[0] ?? '';
    const uid = CONSENT.exec(path)?.[1];
    if (path === '/mcp') await serve(Object.assign(request, { url, method }), response);
    else if (METADATA.has(path)) sendMetadata(context, request, response);
    else if (uid !== undefined) await receiveConsent({ context, provider }, uid, request, response);
    else if (path.startsWith('/oauth/') || path === '/.well-known/oauth-authorization-server') {
      if (path === '/oauth/register' && isRefused(registrations, request, response)) return true;
      await toProvider(provider, context.publicUrl, request, response);
    } else return false;
    return true;
  };
}
