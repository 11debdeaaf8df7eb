import type { ColumnType, JSONColumnType } from 'kysely';
import type { ReplacementStage, ReplacementTarget } from '../inventory/rotation.ts';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** The replacement of a leaked credential: ids and names, and never a value, old or new. */
export interface RotationsTable {
  readonly incident_id: string;
  readonly installation_id: GitHubId;
  readonly stage: ReplacementStage;
  readonly target: JSONColumnType<ReplacementTarget>;
  readonly overlap_seconds: number;
  /** GitHub's key that the successor is sealed to; null for Vault. */
  readonly key_id: ColumnType<string | null, string | null | undefined, string | null>;
  readonly public_key: ColumnType<string | null, string | null | undefined, string | null>;
  /** The broker's id of the rotation. */
  readonly rotation_id: ColumnType<string | null, string | null | undefined, string | null>;
  /** Why there is no successor, or what is left to do. */
  readonly explanation: ColumnType<string | null, string | null | undefined, string | null>;
  readonly created_at: Timestamp;
  readonly asked_at: Moment;
  readonly delivered_at: Moment;
}
