import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenLoopback, type LoopbackServer } from '../../../demo/world/listen-loopback.ts';

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A real HTTP server on loopback whose answers are a test's script. */
export interface ScriptedServer extends LoopbackServer {
  readonly requests: readonly Received[];
  /** Host and port, as EGRESS_ALLOW has them. */
  readonly host: string;
}

/** Starts one; `answer` gets each request in turn and the server's own origin. */
export async function startScriptedServer(
  answer: (request: Received, response: ServerResponse, origin: string) => void,
): Promise<ScriptedServer> {
  const requests: Received[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse, origin: string) => {
    const { method = '', url = '', headers } = request;
    const received = { method, path: url, headers, body: await text(request) };
    requests.push(received);
    answer(received, response, origin);
  };
  const server = await listenLoopback(
    (origin) => (request, response) => void receive(request, response, origin),
  );
  return { ...server, requests, host: new URL(server.origin).host };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
