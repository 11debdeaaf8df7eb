import type { IncomingMessage, ServerResponse } from 'node:http';
import { drain } from './read-body.ts';

/** An answer, complete in memory. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for an answer without a body. */
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly text?: string;
}

/** Nothing of the broker's is for caches or for pages of others. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Writes an answer. When the request did not arrive whole, the connection ends after its sender could read it. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  const { status, headers = {}, json, text } = reply;
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
  response.writeHead(status, {
    ...ALWAYS,
    ...(body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
    ...(request.complete ? {} : { connection: 'close' }),
    ...headers,
  });
  if (!request.complete) {
    response.write(body);
    await drain(request);
    response.end();
    return;
  }
  response.end(body);
}
