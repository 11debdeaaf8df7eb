import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { JobContext } from '../jobs/queue/context.ts';
import { readBackfills } from '../jobs/backfill/read-backfills.ts';
import { requestBackfills } from '../jobs/backfill/request-backfills.ts';
import { isCommandCode } from './session.ts';

/** The path of what `rekey backfill` asks a running server. */
export const BACKFILLS_API = '/api/backfills';

const MAX_BODY = 65_536;
/** Of one request; whoever has more asks again. */
export const MAX_IDS = 1000;

const Body = z.union([
  z.object({ owner: z.string().min(1).max(200), name: z.string().min(1).max(200).optional() }),
  z.object({ ids: z.array(z.number().int()).max(MAX_IDS) }),
]);

/** The JSON of a request; undefined for what is none, or too long. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
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

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/**
 * Answers `rekey backfill` where a server holds the embedded database: asks for histories by owner and name, or tells how
 * far they are by ids. Only for whoever has the key of this installation, as the code in the header proves.
 */
export async function answerBackfills(
  context: JobContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const code = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'method not allowed' });
  if (!isCommandCode(context.keys, code)) return sendJson(response, 401, { error: 'the key is another one' });
  const body = Body.safeParse(await readJson(request));
  if (!body.success) return sendJson(response, 400, { error: 'unknown request' });
  if ('ids' in body.data)
    return sendJson(response, 200, { backfills: await readBackfills(context.db, body.data.ids) });
  const { owner, name } = body.data;
  try {
    const ids = await requestBackfills(context, { owner, ...(name === undefined ? {} : { name }) });
    return sendJson(response, 202, { ids });
  } catch (error) {
    if (error instanceof RekeyError)
      return sendJson(response, 409, { code: error.code, error: error.message });
    throw error;
  }
}
