import type { IncidentState } from '../inventory/state.ts';
import type { GitHubId, Timestamp } from './column-types.ts';

/** A risk that a person accepted, and how the incident stood before: so it stands again when that ends. */
export interface AcceptedRisksTable {
  readonly incident_id: string;
  /** The moment after the last day. */
  readonly ends_at: Date;
  readonly state: IncidentState;
  readonly explanation: string | null;
  readonly rotate_url: string | null;
}

/** For which repository a person set a credential aside without proof. */
export interface DismissalsTable {
  readonly incident_id: string;
  /** Whose policy let the person decide; 0: the organisation's own file did, for all of them. */
  readonly repository_id: GitHubId;
  readonly said_at: Timestamp;
}
