import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { gather } from '../../base/gather.ts';
import type { BrokerDatabase } from '../store/schema.ts';
import type { Settlement } from './job.ts';

/** Writes what a try changed, its steps and its messages in one transaction. What ends together is written together. */
export type Settle = (settlement: Settlement) => Promise<void>;

/** @param now milliseconds since the epoch */
export function createSettle(db: BrokerDatabase, now: () => number): Settle {
  const settle = gather(async (batch: readonly Settlement[]): Promise<readonly void[]> => {
    const at = new Date(now());
    await db.transaction().execute(async (trx) => {
      const changes = JSON.stringify(batch.map(toColumns));
      // The value goes in the same statement that ends the revocation: no moment exists at which both are there.
      await sql`
        update broker_revocations r
        set state = x.state, adapter = coalesce(x.adapter, r.adapter), explanation = x.explanation, manual_url = x.manual_url,
          retryable = x.retryable, blast = coalesce(x.blast, r.blast), seen_live = r.seen_live or x.seen_live, probes = x.probes,
          run_at = x.run_at, leased_until = null, attempts = r.attempts - x.uncounted,
          ended_at = case when x.ended then ${at}::timestamptz end, sealed = case when x.ended then null else r.sealed end
        from jsonb_to_recordset(${changes}::jsonb) as x(id uuid, state text, adapter text, explanation text, manual_url text,
          retryable boolean, blast text, seen_live boolean, probes integer, run_at timestamptz, ended boolean, uncounted integer)
        where r.id = x.id`.execute(trx);
      const steps = batch.flatMap(({ id, steps: own }) =>
        own.map(({ at: when, event, http }) => ({ revocation_id: id, at: when, event, http: http ?? null })),
      );
      if (steps.length > 0) await trx.insertInto('broker_steps').values(steps).execute();
      const messages = batch.flatMap((one) =>
        one.messages.map((message) => ({ id: uuid(), ...message, run_at: at, created_at: at })),
      );
      if (messages.length > 0) await trx.insertInto('broker_messages').values(messages).execute();
    });
    return batch.map(() => undefined);
  });
  return settle;
}

function toColumns(one: Settlement) {
  return {
    id: one.id,
    state: one.state,
    adapter: one.adapter ?? null,
    explanation: one.explanation ?? null,
    manual_url: one.manualUrl ?? null,
    retryable: one.retryable ?? null,
    blast: one.blast ?? null,
    seen_live: one.seenLive,
    probes: one.probes,
    run_at: one.runAt?.toISOString() ?? null,
    ended: one.ended,
    uncounted: one.uncounted ? 1 : 0,
  };
}
