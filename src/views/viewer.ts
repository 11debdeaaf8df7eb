import { sql, type RawBuilder, type SqlBool } from 'kysely';

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
