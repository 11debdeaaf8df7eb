import type { IncomingMessage, ServerResponse } from 'node:http';

/** An authorization server and its MCP server, from memory; one origin. */
export interface IssuerStub {
  readonly live: Set<string>;
  /** Told when the MCP server refuses a token that was live once: the proof of death. */
  onRefused: (token: string) => void;
  handle(request: IncomingMessage, response: ServerResponse, body: string): boolean;
}

const send = (response: ServerResponse, status: number, json: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));

/** @param origin of the server that answers for both */
export function createIssuerStub(origin: string): IssuerStub {
  const resource = `${origin}/mcp`;
  const documents: Readonly<Record<string, object>> = {
    '/.well-known/oauth-protected-resource/mcp': { resource, authorization_servers: [origin] },
    '/.well-known/oauth-authorization-server': {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      revocation_endpoint: `${origin}/revoke`,
      revocation_endpoint_auth_methods_supported: ['none'],
      response_types_supported: ['code'],
    },
  };
  const dead = new Set<string>();
  const stub: IssuerStub = {
    live: new Set(),
    onRefused: () => undefined,
    handle(request, response, body) {
      const path = request.url ?? '';
      const document = documents[path];
      if (document) send(response, 200, document);
      else if (path === '/revoke') {
        const token = new URLSearchParams(body).get('token') ?? '';
        if (stub.live.delete(token)) dead.add(token);
        send(response, 200, {});
      } else if (path === '/mcp') {
        const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
        if (stub.live.has(token))
          send(response, 200, {
            jsonrpc: '2.0',
            id: 1,
            result: {
              protocolVersion: '2025-06-18',
              capabilities: {},
              serverInfo: { name: 'stub', version: '1' },
            },
          });
        else {
          if (dead.has(token)) stub.onRefused(token);
          const invalid = token === '' ? '' : 'error="invalid_token", ';
          const challenge = `Bearer ${invalid}resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
          send(response, 401, { error: 'invalid_token' }, { 'www-authenticate': challenge });
        }
      } else return false;
      return true;
    },
  };
  return stub;
}
