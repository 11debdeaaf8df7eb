import type { GitHubId, Timestamp } from './column-types.ts';

/** Whom a name in a policy file meant when it was first read there: names can be given away and taken by others. */
export interface NamePinsTable {
  readonly installation_id: GitHubId;
  /** Whose file it is; 0 for the organisation's. */
  readonly repository_id: GitHubId;
  /** `@login` or `@organisation/team`, in lower case. */
  readonly name: string;
  /** Of the user or the team; null where nobody had the name. */
  readonly github_id: GitHubId | null;
  readonly since: Timestamp;
}

/** A sign-in link that was used, until it is too old anyway. */
export interface SpentLinksTable {
  readonly nonce: string;
  readonly ends_at: Date;
}
