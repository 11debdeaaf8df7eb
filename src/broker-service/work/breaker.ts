import { sql } from 'kysely';
import type { BrokerContext } from '../context.ts';
import type { Job } from './job.ts';

/**
 * Whether a revocation may go on. `wait`: as many are under way as may still turn out to be alive. `tripped`: enough
 * living credentials were revoked, a person must look before more are.
 */
export type Admission = 'go' | 'wait' | 'tripped';

/**
 * The circuit breaker: a scanner's mistake or a stolen client must not end a company's every credential. For each
 * client and owner it counts distinct credentials that were alive within the window; dead ones harm nobody and do not
 * count. The row of the breaker is locked meanwhile, so that processes do not let through more than the limit together.
 */
export async function admit(
  { db, rules, now }: Pick<BrokerContext, 'db' | 'rules' | 'now'>,
  job: Job,
): Promise<Admission> {
  if (job.admitted || job.request.action === 'dry_run') return 'go';
  const { credentials, minutes } = rules.breaker;
  return db.transaction().execute(async (trx) => {
    const breaker = await trx
      .insertInto('broker_breakers')
      .values({ client: job.client, owner: job.owner, tripped_at: null, reset_at: new Date(0) })
      .onConflict((conflict) => conflict.columns(['client', 'owner']).doUpdateSet({ owner: job.owner }))
      .returning(['tripped_at', 'reset_at'])
      .executeTakeFirstOrThrow();
    if (breaker.tripped_at) return 'tripped';
    const since = new Date(Math.max(now() - minutes * 60_000, breaker.reset_at.getTime()));
    const { live, busy } = await trx
      .selectFrom('broker_revocations')
      .select([
        sql<number>`count(distinct value_digest) filter (where seen_live)::integer`.as('live'),
        sql<number>`count(distinct value_digest) filter (where not seen_live and state = 'in_progress')::integer`.as(
          'busy',
        ),
      ])
      .where('client', '=', job.client)
      .where('owner', '=', job.owner)
      .where('started_at', '>', since)
      .where('value_digest', '<>', job.valueDigest)
      .executeTakeFirstOrThrow();
    if (live + busy < credentials) {
      await trx
        .updateTable('broker_revocations')
        .set({ started_at: new Date(now()) })
        .where('id', '=', job.id)
        .execute();
      return 'go';
    }
    if (live < credentials) return 'wait';
    await trx
      .updateTable('broker_breakers')
      .set({ tripped_at: new Date(now()) })
      .where('client', '=', job.client)
      .where('owner', '=', job.owner)
      .execute();
    return 'tripped';
  });
}

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
