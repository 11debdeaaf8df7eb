import type { GitHubId, Timestamp } from './column-types.ts';

/** Whom a name in a policy meant when it was first read: names can be given away and taken by others. */
export interface NamePinsTable {
  readonly installation_id: GitHubId;
  /** `@login` or `@organisation/team`, in lower case. */
  readonly name: string;
  /** Of the user or the team. */
  readonly github_id: GitHubId;
  readonly since: Timestamp;
}

/** A sign-in link that was used, until it is too old anyway. */
export interface SpentLinksTable {
  readonly nonce: string;
  readonly ends_at: Date;
}
