import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { JobContext } from '../jobs/queue/context.ts';
import { readBackfills } from '../jobs/backfill/read-backfills.ts';
import { requestBackfills } from '../jobs/backfill/request-backfills.ts';
import { readCommand, sendJson } from './command-api.ts';

/** The path of what `rekey backfill` asks a running server. */
export const BACKFILLS_API = '/api/backfills';

/** Of one request; whoever has more asks again. */
export const MAX_IDS = 1000;

const Body = z.union([
  z.object({ owner: z.string().min(1).max(200), name: z.string().min(1).max(200).optional() }),
  z.object({ ids: z.array(z.number().int()).max(MAX_IDS) }),
]);

/**
 * Answers `rekey backfill` where a server holds the embedded database: asks for histories by owner and name, or tells how
 * far they are by ids.
 */
export async function answerBackfills(
  context: JobContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await readCommand(context, request, response, Body);
  if (!asked) return;
  if ('ids' in asked)
    return sendJson(response, 200, { backfills: await readBackfills(context.db, asked.ids) });
  const { owner, name } = asked;
  try {
    const ids = await requestBackfills(context, { owner, ...(name === undefined ? {} : { name }) });
    return sendJson(response, 202, { ids });
  } catch (error) {
    if (error instanceof RekeyError)
      return sendJson(response, 409, { code: error.code, error: error.message });
    throw error;
  }
}
