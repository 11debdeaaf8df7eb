import type { IncidentState } from '../inventory/state.ts';

/** A risk that a person accepted, and how the incident stood before: so it stands again when that ends. */
export interface AcceptedRisksTable {
  readonly incident_id: string;
  /** The moment after the last day. */
  readonly ends_at: Date;
  readonly state: IncidentState;
  readonly explanation: string | null;
  readonly rotate_url: string | null;
}
