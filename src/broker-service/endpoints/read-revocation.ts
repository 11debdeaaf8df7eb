import type { BrokerContext } from '../context.ts';
import type { ClientCall } from '../http/route.ts';
import { refuse } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import { viewRevocation } from '../work/view-revocation.ts';
import { preferredWait, waitForEnd } from './wait.ts';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `GET /v1/revocations/{id}`: one of the client's own; those of others do not exist for it. */
export async function readRevocation(context: BrokerContext, call: ClientCall): Promise<Reply> {
  const id = call.params['id'] ?? '';
  const row = ID.test(id)
    ? await context.db
        .selectFrom('broker_revocations')
        .selectAll()
        .where('id', '=', id)
        .where('client', '=', call.client.id)
        .executeTakeFirst()
    : undefined;
  if (!row) throw refuse('not-found', 'There is no such revocation, or it is another client’s.');
  const current = await waitForEnd(context, row, preferredWait(call));
  return { status: 200, json: await viewRevocation(context.db, current, context.now()) };
}
