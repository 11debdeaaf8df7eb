import type { JSONColumnType } from 'kysely';
import type { GitHubId, Moment } from './column-types.ts';
import type { ReminderKind } from '../inventory/reminder-kind.ts';
import type { WeekNumbers } from '../inventory/week-numbers.ts';
import type { Severity } from '../policy/severity.ts';

/** An incident that waits for a person, from when it began to until it has ended. */
export interface WaitsTable {
  readonly incident_id: string;
  readonly installation_id: GitHubId;
  /** Null until it was looked at. */
  readonly severity: Severity | null;
  readonly since: Date;
  /** From then on it is overdue; null until it was looked at, or where nothing is asked of people. */
  readonly due_at: Moment;
  /** When it is looked at next; null: nothing is left to say about it. */
  readonly next_at: Moment;
}

/** What was said on the issue of an incident that waits. */
export interface RemindersTable {
  readonly incident_id: string;
  readonly kind: ReminderKind;
  /** From then on a comment may exist of which nobody knows here. */
  readonly attempted_at: Date;
  /** Null while it is not known; `nowhere`: there is no issue that takes comments. */
  readonly outcome: 'told' | 'refused' | 'nowhere' | null;
}

/** A message to the webhook of an organisation, until long after it has arrived. */
export interface CallsTable {
  /** Its `webhook-id`, the same on every try. */
  readonly id: string;
  readonly incident_id: string;
  readonly installation_id: GitHubId;
  /** Names and words; it is signed when it is sent. */
  readonly body: string;
  readonly attempts: number;
  /** Not before. */
  readonly run_at: Date;
  readonly outcome: 'sent' | 'refused' | 'given_up' | null;
}

/** An issue of ours that is about no single incident: the same columns everywhere. */
interface OwnIssue {
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  readonly issue_attempted_at: Moment;
}

/** The summary of a week for an installation. */
export interface SummariesTable extends OwnIssue {
  readonly installation_id: GitHubId;
  /** `2026-W48`, by ISO 8601. */
  readonly week: string;
  readonly numbers: JSONColumnType<WeekNumbers>;
  /** Nothing is left to do: it was written, or there was nothing to say or nowhere to say it. */
  readonly done_at: Moment;
  /** The issue gave way to the next one. */
  readonly closed_at: Moment;
}

/** What was said after an installation, once. */
export interface FirstContactsTable extends OwnIssue {
  readonly installation_id: GitHubId;
  readonly made_at: Date;
  /** Null while it may still come. */
  readonly outcome: 'issue' | 'page' | 'silent' | null;
}
