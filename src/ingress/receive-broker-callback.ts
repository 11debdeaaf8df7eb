import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { RevocationEvent } from '../broker-contract/revocation.ts';
import { checkWebhook } from '../base/standard-webhooks.ts';
import type { Queue } from '../jobs/queue/queue.ts';
import type { Database } from '../store/database.ts';
import { readBody } from './read-body.ts';

const MAX_BYTES = 262_144;

interface CallbackContext {
  readonly db: Database;
  readonly queue: Queue;
  /** Key of BROKER_CALLBACK_SECRET. */
  readonly key: Buffer;
  readonly log: Logger;
}

type Result = 'taken' | 'replayed' | 'unknown';

const STATUS: Readonly<Record<Result, number>> = { taken: 202, replayed: 409, unknown: 404 };

function parse(body: Buffer): RevocationEvent | undefined {
  try {
    return RevocationEvent.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Makes the job that asks the broker how the incident stands. The callback's own word is not taken for it: it only says
 * that asking is worth while.
 */
async function take({ db, queue }: CallbackContext, id: string, incidentId: string): Promise<Result> {
  const result = await db.transaction().execute(async (trx): Promise<Result> => {
    const place = await trx
      .selectFrom('incidents')
      .innerJoin('exposures', 'exposures.credential_id', 'incidents.credential_id')
      .select('exposures.repository_id')
      .where('incidents.id', '=', incidentId)
      .orderBy('exposures.seen_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!place) return 'unknown';
    const isNew = await trx
      .insertInto('deliveries')
      .values({ id: `broker:${id}`, event: 'broker_callback', action: null, installation_id: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!isNew) return 'replayed';
    const data = { incidentId, repositoryId: place.repository_id, probes: 0 };
    await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data }]);
    return 'taken';
  });
  if (result === 'taken') queue.wake();
  return result;
}

/**
 * Handles `POST /api/broker/callbacks`: the broker tells that a revocation changed. Signed by Standard Webhooks; one
 * that is too old, forged or repeated is refused, and nothing of it is shown.
 */
export async function receiveBrokerCallback(
  context: CallbackContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number) => {
    if (!request.complete) response.setHeader('connection', 'close');
    response.writeHead(status).end();
  };
  let body: Buffer;
  try {
    body = await readBody(request, MAX_BYTES);
  } catch (error) {
    return answer(error instanceof RekeyError && error.code === 'BODY_TOO_LARGE' ? 413 : 400);
  }
  const refusal = checkWebhook(context.key, request.headers, body, Date.now());
  if (refusal !== undefined) {
    context.log.warn({ refusal }, 'a callback of the broker was refused');
    return answer(401);
  }
  const incidentId = z.uuid().safeParse(parse(body)?.data.reference).data;
  if (incidentId === undefined) return answer(422);
  const result = await take(context, String(request.headers['webhook-id']), incidentId);
  if (result !== 'taken') context.log.warn({ result }, 'a callback of the broker was not taken');
  answer(STATUS[result]);
}
