import type { ColumnType } from 'kysely';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** The one pull request by which Rekey replaces credentials on the default branch of a repository. */
export interface FixesTable {
  readonly repository_id: GitHubId;
  /** A job is on its way that will look. */
  readonly wanted_at: Moment;
  readonly number: GitHubId | null;
  /** Its branch; null before one was chosen. */
  readonly branch: ColumnType<string | null, string | null | undefined, string | null>;
  /** When it was first about to be opened: from then on one may exist whose number is not known here. */
  readonly attempted_at: Moment;
  /** The last commit that Rekey put on its branch; any other head is somebody else's. */
  readonly head_sha: string | null;
  /** The commit that it is about to put there. */
  readonly next_sha: string | null;
  /** SHA-256 of what that commit changes, and from what. */
  readonly digest: string | null;
  /** Stand for the credentials and files that it replaces; a person who closes it has seen these. */
  readonly keys: ColumnType<string[], string | undefined, string>;
  /** When it was first about to say that somebody else has committed to its branch. */
  readonly told_at: Moment;
  readonly told: ColumnType<boolean, boolean | undefined, boolean>;
}

/** A replacement that was suggested on the lines of a pull request, once for each credential and file. */
export interface SuggestionsTable {
  readonly repository_id: GitHubId;
  readonly pull: GitHubId;
  readonly incident_id: string;
  readonly path: string;
  /** Null while a review may have been written whose answer was lost. */
  readonly outcome: 'suggested' | 'refused' | null;
  readonly attempted_at: Timestamp;
}

/** The name of the variable that takes the place of a credential in the files of a repository. */
export interface VariableNamesTable {
  readonly repository_id: GitHubId;
  readonly name: string;
  /** Of the credential. */
  readonly fingerprint: string;
}
