import type { ServerResponse } from 'node:http';

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

/** Writes an answer. A body that was not read to its end closes the connection instead of being read. */
export function sendReply(
  response: ServerResponse,
  reply: Reply,
  options: { readonly complete: boolean },
): void {
  const { status, headers = {}, json, text } = reply;
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
  response
    .writeHead(status, {
      ...ALWAYS,
      ...(body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      ...(options.complete ? {} : { connection: 'close' }),
      ...headers,
    })
    .end(body);
}
