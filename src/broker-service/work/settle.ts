import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { gather } from '../../base/gather.ts';
import type { BrokerDatabase } from '../store/schema.ts';
import type { Settlement } from './job.ts';

/** Writes what a try changed, its steps and its messages in one transaction. What ends together is written together. */
export type Settle = (settlement: Settlement) => Promise<void>;

/**
 * One statement writes it all: it is atomic without a transaction's round trips, and the value goes with the very update
 * that ends the revocation.
 *
 * @param now milliseconds since the epoch
 */
export function createSettle(db: BrokerDatabase, now: () => number): Settle {
  const settle = gather(async (batch: readonly Settlement[]): Promise<readonly void[]> => {
    const at = new Date(now());
    const changes = JSON.stringify(batch.map(toColumns));
    const steps = JSON.stringify(batch.flatMap(toSteps));
    const messages = JSON.stringify(
      batch.flatMap((one) => one.messages.map((message) => ({ id: uuid(), ...message }))),
    );
    await sql`
      with changed as (
        update broker_revocations r
        set state = x.state, adapter = coalesce(x.adapter, r.adapter), explanation = x.explanation,
          manual_url = x.manual_url, retryable = x.retryable, blast = coalesce(x.blast, r.blast),
          seen_live = r.seen_live or x.seen_live, probes = x.probes, run_at = x.run_at, leased_until = null,
          attempts = r.attempts - x.uncounted, ended_at = case when x.ended then ${at}::timestamptz end,
          sealed = case when x.ended then null else r.sealed end,
          beside = case when x.ended then null else r.beside end,
          abilities = coalesce(x.abilities, r.abilities), look_again_at = x.look_again_at
        from jsonb_to_recordset(${changes}::jsonb) as x(id uuid, state text, adapter text, explanation text,
          manual_url text, retryable boolean, blast text, seen_live boolean, probes integer, run_at timestamptz,
          ended boolean, uncounted integer, abilities jsonb, look_again_at timestamptz)
        where r.id = x.id
      ), stepped as (
        insert into broker_steps (revocation_id, at, event, http)
        select s.revocation_id, s.at, s.event, s.http
        from jsonb_to_recordset(${steps}::jsonb) as s(n integer, revocation_id uuid, at timestamptz, event text, http integer)
        order by s.n
      )
      insert into broker_messages (id, kind, target, body, run_at, created_at)
      select m.id, m.kind, m.target, m.body, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_to_recordset(${messages}::jsonb) as m(id uuid, kind text, target text, body text)`.execute(
      db,
    );
    return batch.map(() => undefined);
  });
  return settle;
}

/** Numbered, since their order is told. */
function toSteps({ id, steps }: Settlement) {
  return steps.map(({ at, event, http }, n) => ({ n, revocation_id: id, at, event, http: http ?? null }));
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
    abilities: one.abilities ?? null,
    look_again_at: one.lookAgainAt?.toISOString() ?? null,
  };
}
