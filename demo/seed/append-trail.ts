import { sql } from 'kysely';
import {
  hashRow,
  momentText,
  signCheckpoint,
  START,
  type Link,
  type TrailRow,
} from '../../src/audit/chain.ts';
import type { Keys } from '../../src/base/keys.ts';
import type { Trx } from '../../src/store/transaction.ts';
import { insertRows, type Row } from './insert-rows.ts';

/** An entry of the audit trail that is yet to get its number. */
export interface TrailEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly event: string;
  readonly subject: string;
  readonly subjectId: string | null;
  readonly incident: string | null;
  readonly http?: number;
  readonly why?: string;
}

const BATCH = 5000;

async function nextIds(trx: Trx, count: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`select nextval(pg_get_serial_sequence('audit', 'id')) as id
    from generate_series(1, ${count}) order by 1`.execute(trx);
  return rows.map(({ id }) => id);
}

function columnsOf({ installation, id, seq, at, ...row }: TrailRow, hash: string): Row {
  return {
    id,
    installation_id: installation,
    seq,
    at,
    hash: `\\x${hash}`,
    actor: row.actor,
    event: row.event,
    subject_kind: row.subject,
    subject_id: row.subjectId,
    incident_id: row.incident,
    http: row.http,
    why: row.why,
  };
}

/**
 * Appends entries to the trail of an installation that has none yet, each with its place in the chain from the start, as
 * sealing would have given it: of a million rows none is written twice.
 */
export async function appendTrail(
  trx: Trx,
  keys: Pick<Keys, 'audit'>,
  installation: number,
  events: readonly TrailEvent[],
): Promise<void> {
  await insertRows(trx, 'audit_chains', [{ installation_id: installation }]);
  let head: Link = START;
  for (let from = 0; from < events.length; from += BATCH) {
    const batch = events.slice(from, from + BATCH);
    const ids = await nextIds(trx, batch.length);
    const rows: Row[] = [];
    for (const [index, event] of batch.entries()) {
      const row: TrailRow = {
        installation,
        seq: head.seq + 1,
        id: ids[index] ?? 0,
        at: momentText(new Date(event.at)),
        actor: event.actor,
        actorId: null,
        event: event.event,
        subject: event.subject,
        subjectId: event.subjectId,
        incident: event.incident,
        http: event.http ?? null,
        why: event.why ?? null,
      };
      head = { seq: row.seq, hash: hashRow(head.hash, row) };
      rows.push(columnsOf(row, head.hash));
    }
    await insertRows(trx, 'audit', rows);
    const at = momentText(new Date(batch.at(-1)?.at ?? 0));
    const mac = signCheckpoint(keys.audit, installation, { ...head, at });
    await insertRows(trx, 'audit_checkpoints', [
      { installation_id: installation, seq: head.seq, hash: `\\x${head.hash}`, at, mac: `\\x${mac}` },
    ]);
  }
}
