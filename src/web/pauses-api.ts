import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { openPauses } from '../inventory/pauses.ts';
import { resumeOwner } from '../jobs/breaker/resume.ts';
import { readJson, sendJson } from './backfills-api.ts';
import type { WebContext } from './routes.ts';
import { isCommandCode } from './session.ts';

/** The path of what `rekey resume` asks a running server. */
export const PAUSES_API = '/api/pauses';

const Body = z.object({ owner: z.string().min(1).max(200).optional() });

/**
 * Answers `rekey resume` where a server holds the embedded database: lists the pauses, or ends those of an owner. Only for
 * whoever has the key of this installation, as the code in the header proves.
 */
export async function answerPauses(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const code = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'method not allowed' });
  if (!isCommandCode(context.keys, code)) return sendJson(response, 401, { error: 'the key is another one' });
  const body = Body.safeParse(await readJson(request));
  if (!body.success) return sendJson(response, 400, { error: 'unknown request' });
  const { owner } = body.data;
  if (owner === undefined) {
    const pauses = await openPauses(context.db);
    return sendJson(response, 200, { pauses });
  }
  return sendJson(response, 200, { resumed: (await resumeOwner(context, owner)) ?? null });
}
