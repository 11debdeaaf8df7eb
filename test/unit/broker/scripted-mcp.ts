import type { ServerResponse } from 'node:http';
import { Secret } from '../../../src/base/secret.ts';
import type { LeakedCredential } from '../../../src/broker/broker.ts';
import { sendJson, startScriptedServer, type Received, type ScriptedServer } from './scripted-server.ts';

type Script = (request: Received, response: ServerResponse, origin: string) => void;

/** Answers by path, in place of the usual ones. */
export type Scripts = Readonly<Record<string, Script>>;

/** Answers by path; anything else is 404. A path ends at the query. */
function byPath(scripts: Scripts): Script {
  return (request, response, origin) => {
    const script = scripts[request.path.split('?')[0] ?? ''];
    if (script) script(request, response, origin);
    else response.writeHead(404).end();
  };
}

/** The bearer of a request. */
export function bearerOf({ headers }: Received): string | undefined {
  return headers['authorization']?.toString().replace(/^Bearer /, '');
}

/** An MCP server that takes the tokens in `live` and names these authorization servers. */
export function startScriptedMcp(
  live: ReadonlySet<string>,
  issuers: readonly string[],
  scripts: Scripts = {},
): Promise<ScriptedServer> {
  return startScriptedServer(
    byPath({
      '/.well-known/oauth-protected-resource/mcp': (_request, response, origin) =>
        sendJson(response, 200, { resource: `${origin}/mcp`, authorization_servers: issuers }),
      '/mcp': (request, response) => {
        const token = bearerOf(request);
        if (token !== undefined && live.has(token))
          return sendJson(response, 200, { jsonrpc: '2.0', id: 1, result: {} });
        const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"';
        response.writeHead(401, { 'www-authenticate': challenge }).end();
      },
      ...scripts,
    }),
  );
}

/** An authorization server that revokes the tokens in `live`, for whoever asks. */
export function startScriptedIssuer(live: Set<string>, scripts: Scripts = {}): Promise<ScriptedServer> {
  return startScriptedServer(
    byPath({
      '/.well-known/oauth-authorization-server': (_request, response, origin) =>
        sendJson(response, 200, {
          issuer: origin,
          revocation_endpoint: `${origin}/revoke`,
          introspection_endpoint: `${origin}/introspect`,
        }),
      '/revoke': ({ body }, response) => {
        live.delete(new URLSearchParams(body).get('token') ?? '');
        response.writeHead(200).end();
      },
      '/introspect': ({ body }, response) =>
        sendJson(response, 200, { active: live.has(new URLSearchParams(body).get('token') ?? '') }),
      ...scripts,
    }),
  );
}

/** A leaked bearer of a remote MCP server. */
export function leakedBearer(
  token: string,
  more: Partial<Pick<LeakedCredential, 'serverUrl' | 'clientId' | 'type'>> = {},
): LeakedCredential {
  return { secret: new Secret(token), provider: 'mcp', type: 'mcp-bearer', ...more };
}
