import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { policyJsonSchema } from '../policy/policy-json-schema.ts';

const SCHEMA = JSON.stringify(policyJsonSchema());
const ETAG = `"${createHash('sha256').update(SCHEMA).digest('base64url').slice(0, 22)}"`;

/** An hour: what a new version of Rekey knows more is soon known to editors as well. */
const HEADERS = {
  'content-type': 'application/schema+json; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'x-content-type-options': 'nosniff',
  // It holds nothing of this installation, and editors in a browser read it from another origin.
  'access-control-allow-origin': '*',
  etag: ETAG,
} as const;

/** Gives editors the JSON Schema of `.github/rekey.yml`, as this very version reads that file. Open to anyone. */
export function sendPolicySchema(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['if-none-match'] === ETAG) return void response.writeHead(304, HEADERS).end();
  response.writeHead(200, HEADERS).end(request.method === 'HEAD' ? undefined : SCHEMA);
}
