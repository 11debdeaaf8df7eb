import type { ColumnType, Generated } from 'kysely';

/**
 * How far the history of a repository is read. `waiting`, `fetching`, `scanning` (files) and `reading` (what people wrote
 * beside them) follow one another; the others are ends.
 */
export type BackfillState =
  'waiting' | 'fetching' | 'scanning' | 'reading' | 'done' | 'too_large' | 'failed' | 'gone';

type Moment = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** The history of one repository. */
export interface BackfillsTable {
  readonly repository_id: number;
  readonly installation_id: number;
  readonly owner: string;
  readonly name: string;
  readonly state: BackfillState;
  /** The tips of the branches when it began, 20 bytes each: with the same tips the blobs have the same order. */
  readonly heads: ColumnType<Uint8Array | null, Uint8Array | null | undefined, Uint8Array | null>;
  /** Those of tags and pull requests. */
  readonly others: ColumnType<Uint8Array | null, Uint8Array | null | undefined, Uint8Array | null>;
  /** Blobs, once they are counted. */
  readonly total: ColumnType<number | null, number | null | undefined, number | null>;
  /** How many of them are read, in their order. */
  readonly done: Generated<number>;
  /** The list of texts that is read, and its next page. */
  readonly list: Generated<number>;
  readonly page: Generated<number>;
  /** Files that were too large to be read. */
  readonly left_out: Generated<number>;
  readonly attempts: Generated<number>;
  /** Not before. */
  readonly next_at: ColumnType<Date, Date | undefined, Date>;
  /** Why it ended without an end, a sentence of ours. */
  readonly error: ColumnType<string | null, string | null | undefined, string | null>;
  readonly asked_at: ColumnType<Date, Date | undefined, Date>;
  readonly started_at: Moment;
  readonly finished_at: Moment;
  readonly updated_at: ColumnType<Date, Date | undefined, Date>;
}
