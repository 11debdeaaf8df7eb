import type { ColumnType, JSONColumnType } from 'kysely';
import type { Mend } from '../inventory/report.ts';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** The check run of a head commit. */
export interface ChecksTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly head_sha: string;
  readonly mode: 'observe' | 'enforce';
  readonly notes: JSONColumnType<string[]>;
  /** What is worth mending, see `Mend`. */
  readonly mends: ColumnType<readonly Mend[], string | undefined, string>;
  readonly check_run_id: GitHubId | null;
  /** When it was first about to be made: from then on one may exist on GitHub that is not known here. */
  readonly attempted_at: Moment;
  /** SHA-256 of what was published last, to publish only changes. */
  readonly digest: string | null;
  /** When the webhook was stored that asked for it first. */
  readonly created_at: Timestamp;
}

export interface CheckExposuresTable {
  readonly check_id: string;
  readonly exposure_id: string;
  /** False when the credential was there before the push. */
  readonly introduced: boolean;
  /** Whether the judged head still holds it; null where nobody looked. */
  readonly at_head: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
}
