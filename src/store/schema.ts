import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Slot } from '../detect/finding.ts';
import type { Place, PlaceKind } from '../github/place.ts';
import type { IncidentState } from '../inventory/state.ts';
import type { Policy } from '../policy/policy.ts';

/** A moment set by the database when left out. */
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
/** A moment that may not have come. */
type Moment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** GitHub's ids: PostgreSQL's bigint, read as a number (they stay below 2^53). */
type GitHubId = number;

/** A webhook that GitHub delivered, by `X-GitHub-Delivery`; its payload is not kept, only the jobs made of it. */
export interface DeliveriesTable {
  readonly id: string;
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: GitHubId | null;
  readonly received_at: Timestamp;
}

export interface RepositoriesTable {
  readonly id: GitHubId;
  readonly installation_id: GitHubId;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  /** Null until a webhook or a list has told it. */
  readonly default_branch: ColumnType<string | null, string | null | undefined, string | null>;
  readonly archived: ColumnType<boolean, boolean | undefined, boolean>;
  /** When it was deleted or taken out of the installation. */
  readonly removed_at: Moment;
  readonly updated_at: Timestamp;
}

/** An account that installed the App. */
export interface InstallationsTable {
  readonly id: GitHubId;
  readonly owner: string;
  readonly owner_type: string;
  readonly suspended_at: Moment;
  readonly deleted_at: Moment;
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

/** When a periodic task is due: of all processes the one that moves the time forward runs it. */
export interface SchedulesTable {
  readonly name: string;
  readonly next_at: Timestamp;
}

/** The last policy read for a repository (`repository_id`), merged and validated. */
export interface PoliciesTable {
  readonly repository_id: GitHubId;
  readonly installation_id: GitHubId;
  readonly policy: JSONColumnType<Policy>;
  readonly read_at: Timestamp;
}

/** One secret of one installation, known by its fingerprint only. */
export interface CredentialsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly fingerprint: string;
  readonly provider: string;
  readonly type: string;
  readonly redacted: string;
  readonly server: string | null;
  readonly server_url: string | null;
  readonly client_id: string | null;
  readonly environment: string | null;
  readonly first_seen_at: Timestamp;
}

export interface IncidentsTable {
  readonly id: string;
  readonly credential_id: string;
  readonly state: IncidentState;
  readonly explanation: string | null;
  readonly rotate_url: string | null;
  /** AES-256-GCM of the value; null once the incident has ended. */
  readonly sealed: Uint8Array | null;
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  /** When its issue was first about to be written: from then on one may exist on GitHub that is not known here. */
  readonly issue_attempted_at: Moment;
  /** SHA-256 of the issue as it was written last, to write only changes. */
  readonly issue_digest: string | null;
  /** When one of its repositories became public: from then on anyone may have it. */
  readonly urgent_at: Moment;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export interface ExposuresTable {
  readonly id: string;
  readonly credential_id: string;
  readonly repository_id: GitHubId;
  readonly kind: ColumnType<PlaceKind, PlaceKind | undefined, PlaceKind>;
  /** The commit, or what else tells versions of the place apart; see `placeVersion`. */
  readonly commit_sha: string;
  /** The file, or what else names the place; see `placePath`. Credentials in it are replaced by `[redacted]`. */
  readonly path: string;
  /** All about a place that is no commit; null for a commit. */
  readonly place: ColumnType<Place | null, string | null | undefined, string | null>;
  /** Whether the file still stood so at the head of a branch when it was found; null where nobody looked. */
  readonly at_head: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
  readonly start_line: number;
  readonly start_column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly surface: string;
  readonly slot: Slot;
  readonly server: string | null;
  readonly key: string | null;
  readonly seen_at: Timestamp;
}

/** Append-only: every observation, decision and action about an incident. */
export interface AuditTable {
  readonly id: Generated<number>;
  readonly incident_id: string;
  readonly at: Timestamp;
  readonly actor: string;
  /** A state of the incident, or an event of the broker. */
  readonly event: string;
  readonly http: number | null;
}

/** The check run of a head commit. */
export interface ChecksTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly head_sha: string;
  readonly mode: 'observe' | 'enforce';
  readonly notes: JSONColumnType<string[]>;
  readonly policy_errors: JSONColumnType<{ path: string; line: number; message: string }[]>;
  readonly check_run_id: GitHubId | null;
  /** When it was first about to be made: from then on one may exist on GitHub that is not known here. */
  readonly attempted_at: Moment;
  /** SHA-256 of what was published last, to publish only changes. */
  readonly digest: string | null;
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

export interface Schema {
  readonly deliveries: DeliveriesTable;
  readonly installations: InstallationsTable;
  readonly repositories: RepositoriesTable;
  readonly gaps: GapsTable;
  readonly schedules: SchedulesTable;
  readonly policies: PoliciesTable;
  readonly credentials: CredentialsTable;
  readonly incidents: IncidentsTable;
  readonly exposures: ExposuresTable;
  readonly audit: AuditTable;
  readonly checks: ChecksTable;
  readonly check_exposures: CheckExposuresTable;
}
