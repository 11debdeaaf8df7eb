import { sql, type Kysely } from 'kysely';
import type { Keys } from '../base/keys.ts';
import { RekeyError } from '../base/errors.ts';
import type { Database } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';
import type { Trx } from '../store/transaction.ts';
import { hashRow, momentText, signCheckpoint, START, type Link } from './chain.ts';
import { TRAIL_COLUMNS, type UnsealedRow } from './trail-columns.ts';

/** Rows sealed in one transaction: the embedded database does nothing else meanwhile. */
const BATCH = 500;

/** The last checkpoint of a chain: what comes next follows it, whatever stands in the rows. */
async function headOf(db: Kysely<Schema>, installation: number): Promise<Link> {
  const { rows } = await sql<Link>`select seq, encode(hash, 'hex') as hash from audit_checkpoints
    where installation_id = ${installation} order by seq desc limit 1`.execute(db);
  return rows[0] ?? START;
}

/** The highest number that is taken: higher than the head's only where somebody wrote into the chain. */
async function lastTaken(db: Kysely<Schema>, installation: number): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`select max(seq) as seq from audit
    where installation_id = ${installation} and seq is not null`.execute(db);
  return rows[0]?.seq ?? 0;
}

/** Makes one process the only one that seals a chain, until the transaction ends. */
async function lockChain(trx: Trx, installation: number): Promise<void> {
  await trx
    .insertInto('audit_chains')
    .values({ installation_id: installation })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await trx
    .selectFrom('audit_chains')
    .select('installation_id')
    .where('installation_id', '=', installation)
    .forUpdate()
    .execute();
}

/** What a batch was: how many rows, and the id of the last one. */
interface Batch {
  readonly count: number;
  readonly lastId: number;
}

/**
 * Seals the rows that were committed and have no number yet, in the order of their ids.
 *
 * @param afterId of the batch before: so the index is not searched again where it holds only what was sealed just now
 */
async function sealBatch(
  trx: Trx,
  { audit: key }: Pick<Keys, 'audit'>,
  installation: number,
  afterId: number,
): Promise<Batch> {
  await lockChain(trx, installation);
  const { rows } = await sql<UnsealedRow>`select ${TRAIL_COLUMNS} from audit a
    where a.installation_id = ${installation} and a.seq is null and a.id > ${afterId} order by a.id limit ${BATCH}`.execute(
    trx,
  );
  if (rows.length === 0) return { count: 0, lastId: afterId };
  const head = await headOf(trx, installation);
  const before = Math.max(head.seq, await lastTaken(trx, installation));
  const links: (Link & { readonly id: number })[] = [];
  for (const [at, row] of rows.entries()) {
    const seq = before + at + 1;
    links.push({ id: row.id, seq, hash: hashRow(links.at(-1)?.hash ?? head.hash, { ...row, seq }) });
  }
  const { numAffectedRows } = await sql`update audit set seq = s.seq, hash = decode(s.hash, 'hex')
    from json_to_recordset(${JSON.stringify(links)}::json) as s(id bigint, seq bigint, hash text)
    where audit.id = s.id and audit.seq is null`.execute(trx);
  const last = links.at(-1);
  if (Number(numAffectedRows) !== rows.length || !last)
    throw new RekeyError('AUDIT', 'The audit trail changed while it was sealed: it is tried again.');
  const at = momentText(new Date());
  const mac = signCheckpoint(key, installation, { seq: last.seq, hash: last.hash, at });
  await sql`insert into audit_checkpoints (installation_id, seq, hash, at, mac) values (${installation}, ${last.seq},
    decode(${last.hash}, 'hex'), ${at}, decode(${mac}, 'hex'))`.execute(trx);
  return { count: rows.length, lastId: last.id };
}

/** Where rows wait for their number. */
async function unsealed(db: Database, only?: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('audit')
    .select('installation_id')
    .distinct()
    .where('seq', 'is', null)
    .$if(only !== undefined, (query) => query.where('installation_id', '=', only ?? 0))
    .orderBy('installation_id')
    .execute();
  return rows.map(({ installation_id }) => installation_id);
}

/**
 * Gives each committed row of the audit trail its place in the chain of its installation. Any number of processes may do
 * it at once: one seals a chain while the others wait. Whoever writes to the trail never waits for it.
 *
 * @param options.only one installation. Default: all
 * @param options.maxMs leaves the rest to the next time. Default: seals everything
 * @returns how many rows were sealed
 */
export async function sealTrail(
  { db, keys }: { readonly db: Database; readonly keys: Pick<Keys, 'audit'> },
  { only, maxMs = Infinity }: { readonly only?: number | undefined; readonly maxMs?: number } = {},
): Promise<number> {
  const until = Date.now() + maxMs;
  let sealed = 0;
  for (const installation of await unsealed(db, only)) {
    let batch: Batch = { count: BATCH, lastId: 0 };
    while (batch.count === BATCH && Date.now() < until) {
      const { lastId } = batch;
      batch = await db.transaction().execute((trx) => sealBatch(trx, keys, installation, lastId));
      sealed += batch.count;
    }
  }
  return sealed;
}
