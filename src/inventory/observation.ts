import type { Finding } from '../detect/finding.ts';
import type { Place } from '../github/place.ts';
import type { Mend } from './report.ts';
import type { IncidentState } from './state.ts';

/** A finding at a place on GitHub, with what policy decided about it. Positions are those in the file. */
export interface Observation {
  readonly finding: Finding;
  /** The commit; for other places {@link placeVersion}. */
  readonly commit: string;
  /** The file; for other places {@link placePath}. */
  readonly path: string;
  /** Login of who brought it here, or `NO_ACCOUNT`; absent where nobody said. */
  readonly author?: string;
  /** Of a commit: login of who pushed it or opened its pull request, as GitHub says; absent where that is not known. */
  readonly broughtBy?: string;
  /** Who could have put it here; see `github/crowd.ts`. Absent: people of the organisation. */
  readonly crowd?: string;
  /** Absent for a file of a commit. */
  readonly place?: Place;
  readonly startLine: number;
  readonly endLine: number;
  /** False when the credential was there before the push. */
  readonly introduced: boolean;
  /** Whether the judged head (of a push or pull request), or any branch, still holds it; absent: nobody looked. */
  readonly atHead?: boolean;
  /** Found by reading the history, oldest first: only the first commit of a credential in a file is kept. */
  readonly history?: boolean;
  readonly environment?: string;
  /** `found` when the broker shall act, else the state in which the incident waits for a person. */
  readonly firstState: Extract<IncidentState, 'found' | 'approval_needed' | 'denied_by_policy'>;
}

/** The check run that a source calls for. */
export interface CheckFacts {
  readonly installationId: number;
  readonly headSha: string;
  readonly mode: 'observe' | 'enforce';
  readonly notes: readonly string[];
  /** Told beside it, without failing it. */
  readonly mends?: readonly Mend[];
  /** When the webhook was stored that asks for it; default: now. */
  readonly askedAt?: Date;
  /** What its commits were said to hold is forgotten first, and the check run is written even when it stays the same. */
  readonly anew?: boolean;
}
