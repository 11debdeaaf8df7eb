import type { DecisionOutcome } from '../inventory/decision-outcome.ts';
import type { Moment, Timestamp } from './column-types.ts';

/** What a person asked for about an incident, so that asking for it again, or a job that runs twice, acts once. */
export interface DecisionsTable {
  /** The comment, or the press of a button. */
  readonly source: string;
  readonly incident_id: string;
  /** `@login` */
  readonly actor: string;
  readonly verb: string;
  readonly outcome: DecisionOutcome;
  /** When a comment that answers was first about to be written: from then on one may exist that is not known here. */
  readonly attempted_at: Moment;
  readonly answered_at: Moment;
  readonly made_at: Timestamp;
}
