import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Period } from './read-chain.ts';
import { TRAIL_COLUMNS, type UnsealedRow } from './trail-columns.ts';

/** An entry of the trail; not sealed for some seconds after it happened. */
export interface TrailEntry extends UnsealedRow {
  readonly seq: number | null;
}

/** What is wanted of the trail. */
export interface TrailFilter extends Period {
  /** Those that the reader may see. */
  readonly installations: readonly number[];
  readonly actor?: string | undefined;
  readonly event?: string | undefined;
  readonly incident?: string | undefined;
}

/** Where a page ended; the next one begins after it. */
export interface TrailCursor {
  readonly at: string;
  readonly id: number;
}

/** A page of the trail, the newest first. */
export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  /** Absent on the last page. */
  readonly next?: TrailCursor;
}

/**
 * One page of the trail, newest first by when it happened. From each installation a page is read through an index that
 * begins with it, and they are merged: what a page costs does not grow with the trail.
 */
export async function readTrail(
  db: Database,
  filter: TrailFilter,
  { size = 50, after }: { readonly size?: number; readonly after?: TrailCursor | undefined } = {},
): Promise<TrailPage> {
  const { installations, actor, event, incident, since, until } = filter;
  if (installations.length === 0) return { entries: [] };
  const conditions = [
    sql`installation_id = i.id`,
    ...(actor === undefined ? [] : [sql`actor = ${actor}`]),
    ...(event === undefined ? [] : [sql`event = ${event}`]),
    ...(incident === undefined ? [] : [sql`incident_id = ${incident}`]),
    ...(since ? [sql`at >= ${since}`] : []),
    ...(until ? [sql`at < ${until}`] : []),
    ...(after ? [sql`(at, id) < (${after.at}::timestamptz, ${after.id}::bigint)`] : []),
  ];
  const { rows } = await sql<TrailEntry>`select ${TRAIL_COLUMNS}, a.seq
    from (select value::bigint as id from json_array_elements_text(${JSON.stringify(installations)}::json)) i
    cross join lateral (select * from audit where ${sql.join(conditions, sql` and `)}
      order by at desc, id desc limit ${size + 1}) a
    order by a.at desc, a.id desc limit ${size + 1}`.execute(db);
  const entries = rows.slice(0, size);
  const last = entries.at(-1);
  return { entries, ...(rows.length > size && last ? { next: { at: last.at, id: last.id } } : {}) };
}
