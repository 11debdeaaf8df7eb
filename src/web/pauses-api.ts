import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { openPauses } from '../inventory/pauses.ts';
import { resumeOwner } from '../jobs/breaker/resume.ts';
import { readCommand, sendJson } from './command-api.ts';
import type { WebContext } from './request.ts';

/** The path of what `rekey resume` asks a running server. */
export const PAUSES_API = '/api/pauses';

const Body = z.object({ owner: z.string().min(1).max(200).optional() });

/**
 * Answers `rekey resume` where a server holds the embedded database: lists the pauses, or ends those of an owner.
 */
export async function answerPauses(
  context: WebContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readCommand(context, request, response, Body);
  if (!asked) return;
  const { owner } = asked;
  if (owner === undefined) {
    const pauses = await openPauses(context.db);
    return sendJson(response, 200, { pauses });
  }
  return sendJson(response, 200, { resumed: (await resumeOwner(context, owner)) ?? null });
}
