import { sql } from 'kysely';
import type { BrokerContext } from '../context.ts';

/** Breakers that wait for a person, with how much waits behind each. */
export async function listTripped({ db }: Pick<BrokerContext, 'db'>) {
  return db
    .selectFrom('broker_breakers as b')
    .select((eb) => [
      'b.client',
      'b.owner',
      'b.tripped_at',
      eb
        .selectFrom('broker_revocations as r')
        .select(sql<number>`count(*)::integer`.as('n'))
        .whereRef('r.client', '=', 'b.client')
        .whereRef('r.owner', '=', 'b.owner')
        .where('r.state', '=', 'approval_needed')
        .as('waiting'),
    ])
    .where('b.tripped_at', 'is not', null)
    .execute();
}

/** A person has looked: what waits is let through, and the count begins anew. Returns how many go on. */
export async function resume(
  { db, now }: Pick<BrokerContext, 'db' | 'now'>,
  client: string,
  owner: string,
): Promise<number> {
  const at = new Date(now());
  return db.transaction().execute(async (trx) => {
    await trx
      .updateTable('broker_breakers')
      .set({ tripped_at: null, reset_at: at })
      .where('client', '=', client)
      .where('owner', '=', owner)
      .execute();
    const rows = await trx
      .updateTable('broker_revocations')
      .set({ approved: true, state: 'queued', run_at: at })
      .where('client', '=', client)
      .where('owner', '=', owner)
      .where('state', '=', 'approval_needed')
      .returning('id')
      .execute();
    if (rows.length > 0) {
      await trx
        .insertInto('broker_steps')
        .values(rows.map(({ id }) => ({ revocation_id: id, at, event: 'approved', http: null })))
        .execute();
    }
    return rows.length;
  });
}
