import type { JSONColumnType } from 'kysely';
import type { Timestamp } from './column-types.ts';

/**
 * Who said whose a credential is: a person in a comment; the policy's register of servers; CODEOWNERS of the repository in
 * which it was seen first; else whoever brought it.
 */
export type OwnerSource = 'person' | 'register' | 'codeowners' | 'committer';

/** Whose a credential is. */
export interface CredentialOwnersTable {
  readonly credential_id: string;
  /** `@login` or `@organisation/team`. */
  readonly owners: JSONColumnType<string[]>;
  readonly source: OwnerSource;
  readonly settled_at: Timestamp;
}

/** The draft security advisory of an incident in a public repository, which the public cannot read. */
export interface AdvisoriesTable {
  readonly incident_id: string;
  readonly owner: string;
  readonly repository: string;
  /** Null while one may have been written whose answer was lost. */
  readonly ghsa_id: string | null;
  /** SHA-256 of what was written last. */
  readonly digest: string | null;
  /** The state that it was last made to show; null until it is known. */
  readonly shown: string | null;
  readonly attempted_at: Timestamp;
}
