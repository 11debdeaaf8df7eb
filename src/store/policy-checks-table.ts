import type { GitHubId, Timestamp } from './column-types.ts';

/** The check run `Rekey policy` of a commit that changes a policy file. */
export interface PolicyChecksTable {
  readonly repository_id: GitHubId;
  readonly head_sha: string;
  readonly installation_id: GitHubId;
  /** Where the default branch stood before it was pushed; null for a commit that was only proposed. */
  readonly before_sha: string | null;
  /** Only pull requests of forks have brought it: whoever wrote it may not write to the repository. */
  readonly of_fork: boolean;
  /** Null until it is known; from the row on one may exist on GitHub. */
  readonly check_run_id: GitHubId | null;
  /** SHA-256 of what was published last, to publish only changes. */
  readonly digest: string | null;
  readonly created_at: Timestamp;
}
