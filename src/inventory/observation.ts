import type { Finding } from '../detect/finding.ts';
import type { IncidentState } from './state.ts';

/** A finding at a place on GitHub, with what policy decided about it. Positions are those in the file. */
export interface Observation {
  readonly finding: Finding;
  readonly commit: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** False when the credential was there before the push. */
  readonly introduced: boolean;
  readonly environment?: string;
  /** `found` when the broker shall act, else the state in which the incident waits for a person. */
  readonly firstState: Extract<IncidentState, 'found' | 'approval_needed' | 'denied_by_policy'>;
}

/** The check run that a push calls for. */
export interface CheckFacts {
  readonly installationId: number;
  readonly headSha: string;
  readonly mode: 'observe' | 'enforce';
  readonly notes: readonly string[];
  readonly policyErrors: readonly {
    readonly path: string;
    readonly line: number;
    readonly message: string;
  }[];
}
