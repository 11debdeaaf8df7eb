import type { ColumnType } from 'kysely';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** An account that installed the App. */
export interface InstallationsTable {
  readonly id: GitHubId;
  readonly owner: string;
  readonly owner_type: string;
  readonly suspended_at: Moment;
  readonly deleted_at: Moment;
  /** When all its repositories were last compared with what is known. */
  readonly reconciled_at: Moment;
  readonly updated_at: Timestamp;
}

/** A permission that an installation does not give, so that something is not read. */
export interface GapsTable {
  readonly installation_id: GitHubId;
  /** As the manifest names it: `actions_variables`. */
  readonly permission: string;
  readonly noticed_at: Timestamp;
  /** When a check run said so; once is enough. */
  readonly told_at: Moment;
}

/** What GitHub said last of the requests of an installation, for all processes and the dashboard. */
export interface QuotasTable {
  readonly installation_id: GitHubId;
  readonly limit: number;
  readonly remaining: number;
  readonly reset_at: ColumnType<Date, Date, Date>;
  /** Until when GitHub asked to be left alone. */
  readonly paused_until: Moment;
  readonly seen_at: ColumnType<Date, Date, Date>;
}

/**
 * How far ahead of its even spread the writing of content is, by installation: milliseconds since 1970 of the database's
 * clock; see `rateOf`.
 */
export interface WriteBudgetsTable {
  readonly installation_id: GitHubId;
  readonly content_at: number;
  readonly notices_at: number;
  readonly issues_at: number;
}

/** When a periodic task is due: of all processes the one that moves the time forward runs it. */
export interface SchedulesTable {
  readonly name: string;
  readonly next_at: Timestamp;
}

/** The head of a branch up to which everything was read: by a push, by a reconcile, or by the first look at a repository. */
export interface HeadsTable {
  readonly repository_id: GitHubId;
  /** In full: `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  readonly seen_at: Timestamp;
}

/** What a repository looked like when its branches were compared last. */
export interface LooksTable {
  readonly repository_id: GitHubId;
  /** GitHub's `pushed_at`, as text: it is only compared. Null asks for a look. */
  readonly pushed_at: string | null;
  /** Whether `heads` holds all of its branches, so that another one is new. */
  readonly heads_known: ColumnType<boolean, boolean | undefined, boolean>;
  readonly looked_at: Timestamp;
}

/** Where a question that is asked again and again left off: ETags of lists, the time up to which was compared. */
export interface BookmarksTable {
  readonly key: string;
  readonly value: string;
  readonly kept_at: Timestamp;
}

/** How often GitHub was asked to deliver something again, by `X-GitHub-Delivery`. */
export interface RedeliveriesTable {
  readonly guid: string;
  /** GitHub's id of the attempt that is to be repeated. */
  readonly delivery_id: GitHubId;
  readonly tries: ColumnType<number, number | undefined, number>;
  readonly next_at: ColumnType<Date, Date, Date>;
}

/** The tables about GitHub itself: who installed the App, what its limits leave, and up to where was looked. */
export interface PlatformSchema {
  readonly installations: InstallationsTable;
  readonly gaps: GapsTable;
  readonly quotas: QuotasTable;
  readonly write_budgets: WriteBudgetsTable;
  readonly schedules: SchedulesTable;
  readonly heads: HeadsTable;
  readonly looks: LooksTable;
  readonly bookmarks: BookmarksTable;
  readonly redeliveries: RedeliveriesTable;
}
