import { sql, type RawBuilder } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * A table expression of one column `id`: the installations that have rows in `table`, found by one step through an index
 * that begins with `installation_id` each, however many rows there are.
 */
export function installationsIn(table: keyof Schema): RawBuilder<unknown> {
  const from = sql.table(table);
  return sql`(with recursive found(id) as (
    (select min(installation_id) from ${from})
    union all
    select (select min(installation_id) from ${from} where installation_id > found.id) from found where found.id is not null)
    select id from found where id is not null)`;
}
