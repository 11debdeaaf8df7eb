import { sql } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import type { Trx } from '../../src/store/transaction.ts';

/** A row by the names of its columns: JSON, which PostgreSQL turns into the columns' own types. */
export type Row = Readonly<Record<string, unknown>>;

/** As many rows as go into one statement: some megabytes. */
const BATCH = 5000;

/** Inserts many rows with one value for each statement, however many columns they have. All have the members of the first. */
export async function insertRows(trx: Trx, table: keyof Schema, rows: Iterable<Row>): Promise<number> {
  let batch: Row[] = [];
  let count = 0;
  const flush = async () => {
    const [first] = batch;
    if (!first) return;
    const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)));
    await sql`insert into ${sql.table(table)} (${columns}) overriding system value
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(batch)}::json)`.execute(
      trx,
    );
    count += batch.length;
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return count;
}
