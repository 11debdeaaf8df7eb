import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Keys } from '../base/keys.ts';
import { isCommandCode } from './session.ts';

const MAX_BODY = 65_536;

/** The JSON of a request; undefined for what is none, or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Answers with JSON that nothing keeps. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/**
 * Reads what a command of ours asks of the server that holds the embedded database. Only for whoever has the key of this
 * installation, as the code in the header proves.
 *
 * @returns the request; undefined when it was answered already, with why not
 */
export async function readCommand<T>(
  { keys }: { readonly keys: Keys },
  request: IncomingMessage,
  response: ServerResponse,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const refuse = (status: number, error: string): undefined => {
    sendJson(response, status, { error });
  };
  const code = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.method !== 'POST') return refuse(405, 'method not allowed');
  if (!isCommandCode(keys, code)) return refuse(401, 'the key is another one');
  const body = schema.safeParse(await readJson(request));
  return body.success ? body.data : refuse(400, 'unknown request');
}
