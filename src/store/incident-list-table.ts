import type { ColumnType } from 'kysely';
import type { IncidentState } from '../inventory/state.ts';
import type { GitHubId } from './column-types.ts';

/** Kept by the database alone, out of the rows that it repeats. */
type Kept<T> = ColumnType<T, never, never>;

/** What lists of incidents are narrowed and ordered by: one narrow row for each, kept by triggers. */
export interface IncidentListTable {
  readonly incident_id: Kept<string>;
  readonly credential_id: Kept<string>;
  readonly installation_id: Kept<GitHubId>;
  readonly state: Kept<IncidentState>;
  readonly provider: Kept<string>;
  /** `@login` or `@organisation/team`; empty where nobody is known. */
  readonly owners: Kept<string[]>;
  /** Type, provider, server and what is shown of the value, in lower case, a line each. */
  readonly search: Kept<string>;
  /** Of the incident, in whole milliseconds. */
  readonly created_at: Kept<Date>;
  /** Proved dead or dismissed since then; null while it is open. */
  readonly ended_at: Kept<Date | null>;
  /** Proved dead since then. */
  readonly dead_at: Kept<Date | null>;
  /** As people of the organisation say; null where they do not. */
  readonly environment: Kept<string | null>;
}

/** What happened on a UTC day that is over. */
export interface IncidentDaysTable {
  readonly installation_id: GitHubId;
  readonly day: string;
  readonly opened: number;
  readonly closed: number;
  readonly dead: number;
  /** At its end. */
  readonly open: number;
  /** Seconds from the finding to the proof of death of those that died on it; null where none did. */
  readonly median: number | null;
  /** The same of each. */
  readonly seconds: readonly number[];
}
