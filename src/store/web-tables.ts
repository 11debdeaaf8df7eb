import type { ColumnType } from 'kysely';
import type { GitHubId, Timestamp } from './column-types.ts';

/** Somebody who is logged in to the dashboard. */
export interface WebSessionsTable {
  /** SHA-256 of what the cookie holds: whoever reads the table can open nothing. */
  readonly id: string;
  /** Null for whoever runs this Rekey. */
  readonly login: string | null;
  readonly github_id: GitHubId | null;
  /** Ids of the installations that he may see; null for whoever runs this Rekey, who sees all. */
  readonly installations: ColumnType<number[] | null, string | null, string | null>;
  readonly began_at: Timestamp;
  readonly seen_at: Timestamp;
  /** When his rights were read last. */
  readonly checked_at: Timestamp;
  readonly ends_at: ColumnType<Date, Date, Date>;
}
