import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { installationsIn } from '../store/installations-in.ts';
import type { Schema } from '../store/schema.ts';

/** Who looks: `all` for the operator of this Rekey, else the installations that the visitor may see. */
export interface Viewer {
  readonly installations: 'all' | readonly number[];
}

/** The condition under which a row belongs to what a viewer may see. Every view has it in each of its queries. */
export function seenBy({ installations }: Viewer, column: string): RawBuilder<SqlBool> {
  if (installations === 'all') return sql`true`;
  if (installations.length === 0) return sql`false`;
  return sql`${sql.ref(column)} in (${sql.join([...installations])})`;
}

/**
 * A table `v (id)` of the installations that a viewer may see. A list is read from each of them in its order, through an
 * index that begins with the installation, and the results are merged: so a page costs the same however much there is.
 *
 * @param table for `all`: those that have rows in it
 */
export function installationsOf({ installations }: Viewer, table: keyof Schema): RawBuilder<unknown> {
  if (installations === 'all') return sql`${installationsIn(table)} v`;
  if (installations.length === 0) return sql`(select 0::bigint as id where false) v`;
  const ids = [...new Set(installations)].map((id) => sql`(${id}::bigint)`);
  return sql`(values ${sql.join(ids)}) v(id)`;
}
