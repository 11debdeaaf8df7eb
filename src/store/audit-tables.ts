import type { ColumnType, Generated } from 'kysely';
import type { GitHubId, Timestamp } from './column-types.ts';

/** What an entry of the audit trail is about. */
export type SubjectKind =
  | 'access'
  | 'advisory'
  | 'alert'
  | 'audit'
  | 'check'
  | 'credential'
  | 'decision'
  | 'exposure'
  | 'finding'
  | 'fix'
  | 'incident'
  | 'installation'
  | 'issue'
  | 'policy'
  | 'repository'
  | 'webhook';

/** Set once, from null, when the row is sealed. */
type Sealing<T> = ColumnType<T | null, undefined, T>;

/**
 * Append-only: every observation, decision and action. The database refuses to change or delete a row, except that sealing
 * sets `seq` and `hash` once; see docs/audit.md.
 */
export interface AuditTable {
  readonly id: Generated<number>;
  /** 0 for what concerns this Rekey as a whole, such as its operator's sign-in. */
  readonly installation_id: GitHubId;
  /** `incident`: a step in its life, which its timeline shows. */
  readonly subject_kind: SubjectKind;
  readonly subject_id: string | null;
  /** The incident that it belongs to, if any. */
  readonly incident_id: string | null;
  readonly at: Timestamp;
  /** `rekey`, `broker`, `github`, `operator`, `api-token`, or `@login`. */
  readonly actor: string;
  /** GitHub's id of a person: logins can be given away. */
  readonly actor_id: GitHubId | null;
  /** A state of the incident, an event of the broker, or what else happened. */
  readonly event: string;
  /** Status of an issuer's answer. */
  readonly http: number | null;
  /** The reason that a person gave, or what it rests on; one short line without credentials. */
  readonly why: string | null;
  /** Place in the chain of its installation, from 1; null until it is sealed. */
  readonly seq: Sealing<number>;
  readonly hash: Sealing<Uint8Array>;
}

/** The installations that have a chain; who seals one holds its row. */
export interface AuditChainsTable {
  readonly installation_id: GitHubId;
}

/** The head of a chain after a batch was sealed, signed with a key that the database does not know. */
export interface AuditCheckpointsTable {
  readonly installation_id: GitHubId;
  readonly seq: number;
  /** Of the row with this number. */
  readonly hash: Uint8Array;
  readonly at: Date;
  readonly mac: Uint8Array;
}
