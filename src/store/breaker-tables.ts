import type { GitHubId, Moment } from './column-types.ts';

/** The circuit breaker of a crowd of an installation; its row is locked while a revocation is let through. */
export interface BreakersTable {
  readonly installation_id: GitHubId;
  /** Empty for the organisation's own people, else an outsider; see `github/crowd.ts`. */
  readonly crowd: string;
  /** The pause that a person has to end; null while revocations go on. */
  readonly pause_id: string | null;
  /** What was ended before this no longer counts: a person has looked. */
  readonly reset_at: Date;
}

/** A revocation that the breaker let through and that may end a live credential, or one that it holds back. */
export interface AdmissionsTable {
  readonly incident_id: string;
  readonly installation_id: GitHubId;
  /** In whose count it is. */
  readonly crowd: string;
  readonly at: Date;
  /** The pause in which it waits, or waited last; null: it was let through, and counts. */
  readonly pause_id: string | null;
}

/** One pause, with its issue, which is written like that of an incident. */
export interface PausesTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  /** Of all outsiders together, so that many of them make one issue. */
  readonly outsiders: boolean;
  readonly began_at: Date;
  readonly ended_at: Moment;
  /** How many live credentials had been ended when it began, and within how many minutes. */
  readonly ended: number;
  readonly minutes: number;
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  readonly issue_attempted_at: Moment;
  readonly issue_digest: string | null;
}
