import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { START, type Checkpoint, type Link } from './chain.ts';
import { CHECKPOINT_COLUMNS, toSealedRow, TRAIL_COLUMNS, type SealedRow } from './trail-columns.ts';

/** Rows read at once: what is read is bounded in memory, however long the trail is. */
const PAGE = 2000;

/** All installations that appear in the trail, found by a few steps through an index, however many rows there are. */
export async function listChains(db: Database): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`with recursive found(id) as (
      (select min(installation_id) from audit)
      union all
      select (select min(installation_id) from audit where installation_id > found.id) from found where found.id is not null)
    select id from found where id is not null
    union select installation_id from audit_chains union select installation_id from audit_checkpoints
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** How far a chain goes. */
export interface Extent {
  /** The highest number of a row; 0 where none is sealed. */
  readonly rows: number;
  readonly checkpoint: number;
}

/** How far the rows and the checkpoints go at the same moment. Sealing writes both at once, so they agree. */
export async function readExtent(db: Database, installation: number): Promise<Extent> {
  const { rows } = await sql<Extent>`select
    coalesce((select max(seq) from audit where installation_id = ${installation} and seq is not null), 0) as rows,
    coalesce((select max(seq) from audit_checkpoints where installation_id = ${installation}), 0) as checkpoint`.execute(
    db,
  );
  return rows[0] ?? { rows: 0, checkpoint: 0 };
}

/** A period; the end is not part of it. */
export interface Period {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** The numbers between which all rows of a period stand; undefined where there are none. */
export async function readRange(
  db: Database,
  installation: number,
  { since, until }: Period,
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(seq) as first, max(seq) as last from audit where installation_id = ${installation} and seq is not null
    ${since ? sql`and at >= ${since}` : sql``} ${until ? sql`and at < ${until}` : sql``}`.execute(db);
  const { first, last } = rows[0] ?? { first: null, last: null };
  return first === null || last === null ? undefined : { first, last };
}

/** The link before a number. */
export async function readLinkBefore(db: Database, installation: number, seq: number): Promise<Link> {
  if (seq <= 1) return START;
  const { rows } = await sql<Link>`select seq, encode(hash, 'hex') as hash from audit
    where installation_id = ${installation} and seq = ${seq - 1}`.execute(db);
  return rows[0] ?? START;
}

/** The last checkpoint of each chain that was made since a moment. */
export async function readHeads(
  db: Database,
  since: Date,
): Promise<readonly (Omit<Checkpoint, 'mac'> & { readonly installation: number })[]> {
  const { rows } = await sql<Omit<Checkpoint, 'mac'> & { readonly installation: number }>`
    select c.installation_id as installation, c.seq, encode(c.hash, 'hex') as hash, c.at
    from audit_chains i cross join lateral (select * from audit_checkpoints
      where installation_id = i.installation_id order by seq desc limit 1) c
    where c.at >= ${since} order by 1`.execute(db);
  return rows;
}

/** The sealed rows of a chain in the order of their numbers, page by page; also what somebody wrote between them. */
export async function* readChain(
  db: Database,
  installation: number,
  { first, last }: { readonly first?: number; readonly last: number },
): AsyncGenerator<readonly SealedRow[]> {
  let after = { seq: first === undefined ? -(2 ** 52) : first - 1, id: 2 ** 52 };
  for (;;) {
    const { rows } = await sql<Parameters<typeof toSealedRow>[0]>`
      select ${TRAIL_COLUMNS}, a.seq, encode(a.hash, 'hex') as hash, ${CHECKPOINT_COLUMNS}
      from audit a left join audit_checkpoints c on c.installation_id = a.installation_id and c.seq = a.seq
      where a.installation_id = ${installation} and a.seq is not null
        and (a.seq, a.id) > (${after.seq}::bigint, ${after.id}::bigint) and a.seq <= ${last}
      order by a.seq, a.id limit ${PAGE}`.execute(db);
    if (rows.length > 0) yield rows.map(toSealedRow);
    const end = rows.at(-1);
    if (!end || rows.length < PAGE) return;
    after = { seq: end.seq, id: end.id };
  }
}
