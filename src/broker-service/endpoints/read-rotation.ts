import type { Selectable } from 'kysely';
import { Delivery } from '../../broker-contract/rotation.ts';
import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { delivered } from '../rotation/deliver.ts';
import { stepAt } from '../rotation/context.ts';
import type { Change } from '../rotation/stages.ts';
import { writeChange } from '../rotation/store-rotations.ts';
import { viewRotation } from '../rotation/view-rotation.ts';
import type { RotationRow } from '../store/schema.ts';
import { readJsonBody } from './read-json-body.ts';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One of the client's own; those of others do not exist for it. */
async function findRow(
  { db }: BrokerContext,
  { params, client }: ClientCall,
): Promise<Selectable<RotationRow>> {
  const { id = '', rotation = '' } = params;
  const row = ID.test(rotation)
    ? await db
        .selectFrom('broker_rotations')
        .selectAll()
        .where('id', '=', rotation)
        .where('credential', '=', id)
        .where('client', '=', client.id)
        .executeTakeFirst()
    : undefined;
  if (!row) throw refuse('not-found', 'There is no such rotation, or it is another client’s.');
  return row;
}

/** `GET /v1/credentials/{id}/rotations/{rotation}` */
export async function readRotation(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const row = await findRow(context, call);
  return { status: 200, json: viewRotation(row, context.rotator, context.now()) };
}

const NOT_WRITTEN = 'The client could not write the successor where it is used, so it was taken back.';

/**
 * `POST …/delivery`: the client says whether it wrote the sealed box. A second time changes nothing; once the successor is
 * being taken back, it is too late.
 */
export async function settleDelivery(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const { db, keys, now, rotator } = context;
  const { delivered: isDelivered } = readJsonBody(call.body, Delivery);
  const row = await findRow(context, call);
  const change: Change = isDelivered
    ? delivered(now, row.request.overlapSeconds)
    : {
        stage: 'undo',
        explanation: NOT_WRITTEN,
        runAt: new Date(now()),
        steps: [stepAt(now, 'not_delivered')],
      };
  const changed = await writeChange(db, keys, now(), { id: row.id, stage: 'await' }, change, new Date(now()));
  context.rotations.wake();
  const current = changed ?? (await findRow(context, call));
  const isSo = isDelivered
    ? ['overlap', 'kill', 'done'].includes(current.stage)
    : ['undo', 'failed'].includes(current.stage);
  if (!isSo) throw refuse('not-awaited', 'Read the state of the rotation.');
  return { status: 200, json: viewRotation(current, rotator, now()) };
}
