import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseJson } from './json.ts';

/** A request to GitHub's REST API, read to its end. */
export interface GitHubRequest {
  readonly method: string;
  /** Without the query, as sent: percent-encoding is kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: Buffer;
  /** The parsed JSON body, undefined when there is none. */
  readonly body: unknown;
}

/** An answer of GitHub's REST API. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The base that relative request URLs are resolved against; only path and query are used. */
const ANY_BASE = 'http://github.invalid';

/** Makes a request by hand, as the world's own actions do. */
export function makeRequest(
  method: string,
  pathAndQuery: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } = {},
): GitHubRequest {
  const url = new URL(pathAndQuery, ANY_BASE);
  const raw = Buffer.from(options.body === undefined ? '' : JSON.stringify(options.body));
  const type: Record<string, string> = raw.length > 0 ? { 'content-type': 'application/json' } : {};
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { ...type, ...options.headers },
    raw,
    body: options.body,
  };
}

/** Reads a request from the wire. */
export async function readRequest(incoming: IncomingMessage): Promise<GitHubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', ANY_BASE);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    raw,
    body: raw.length === 0 ? undefined : parseJson(raw.toString('utf8')),
  };
}

/** A copy of the request with another path, query, header or body. */
export function changeRequest(
  request: GitHubRequest,
  change: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown },
): GitHubRequest {
  const headers = { ...request.headers, ...change.headers };
  if (change.body === undefined) return { ...request, headers };
  return { ...request, headers, body: change.body, raw: Buffer.from(JSON.stringify(change.body)) };
}

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** An error in the form that GitHub gives it. */
export function errorAnswer(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(
    status,
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    headers,
  );
}

/** The parsed JSON of an answer, undefined when it has none. */
export function jsonOf(answer: Answer): unknown {
  return parseJson(answer.body.toString('utf8'));
}

/** The same answer with another JSON body. */
export function withJson(answer: Answer, body: unknown): Answer {
  return jsonAnswer(answer.status, body, answer.headers);
}

/** Writes an answer to the wire; does nothing when the other side has gone. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const noBody = answer.status === 204 || answer.status === 304;
  const length: Record<string, string> = noBody ? {} : { 'content-length': String(answer.body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(noBody ? undefined : answer.body);
}
