import type { ColumnType } from 'kysely';

/** A moment set by the database when left out. */
export type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
/** A moment that may not have come. */
export type Moment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** GitHub's ids: PostgreSQL's bigint, read as a number (they stay below 2^53). */
export type GitHubId = number;
