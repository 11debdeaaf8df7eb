import type { ColumnType, JSONColumnType } from 'kysely';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** Somebody who is logged in to the dashboard. */
interface WebSessionsTable {
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

/** A token with which a machine reads the JSON API. */
interface ApiTokensTable {
  readonly id: string;
  /** SHA-256 of the token, hexadecimal: whoever reads the table can open nothing. */
  readonly hash: string;
  /** What its maker calls it. */
  readonly name: string;
  /** Ids of the installations that it may read. */
  readonly installations: JSONColumnType<number[]>;
  readonly created_at: Timestamp;
  readonly expires_at: ColumnType<Date, Date, never>;
  /** Null until it was used; kept to the minute. */
  readonly last_used_at: Moment;
  readonly revoked_at: Moment;
}

/** Who is let in by session or token. */
export interface WebSchema {
  readonly web_sessions: WebSessionsTable;
  readonly api_tokens: ApiTokensTable;
}
