import { sql } from 'kysely';
import type { BrokerContext } from '../context.ts';

/** Breakers that wait for a person, those of outsiders as one, with how much waits behind each. */
export async function listTripped({ db }: Pick<BrokerContext, 'db'>) {
  const { rows } = await sql<{
    client: string;
    owner: string;
    outsiders: boolean;
    since: Date;
    waiting: number;
  }>`
    select b.client, b.owner, b.brought_by <> '' as outsiders, min(b.tripped_at) as since,
      sum((select count(*) from broker_revocations r where r.client = b.client and r.owner = b.owner
        and coalesce(r.request->>'broughtBy', '') = b.brought_by and r.state = 'approval_needed'))::integer as waiting
    from broker_breakers b where b.tripped_at is not null group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  return rows;
}

/** A person has looked: what waits is let through, whoever brought it, and the counts begin anew. Returns how many go on. */
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
