import type { ColumnType, JSONColumnType } from 'kysely';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** A record of the authorization server: a token, a code, a client, what somebody is being asked. */
interface OauthRecordsTable {
  readonly model: string;
  /** SHA-256 of the token, code or cookie; of a client or a grant, which open nothing, its id. */
  readonly id: string;
  readonly payload: JSONColumnType<Readonly<Record<string, unknown>>>;
  /** What it belongs to, and ends with. */
  readonly grant_id: string | null;
  readonly client_id: string | null;
  readonly consumed_at: Moment;
  readonly made_at: Timestamp;
  readonly ends_at: Date;
}

/** What a person has let an agent read. */
interface AgentGrantsTable {
  readonly id: string;
  readonly client_id: string;
  /** As the client calls itself. */
  readonly client: string;
  readonly login: string;
  readonly github_id: GitHubId;
  /** Ids of the installations that the person could see when it was looked last. */
  readonly installations: ColumnType<number[], string, string>;
  readonly began_at: Timestamp;
  /** When the rights of the person were read last. */
  readonly checked_at: Timestamp;
  readonly ends_at: Date;
  /** When a token of it was last shown, to the minute. */
  readonly last_used_at: Moment;
}

/** When somebody last read something, to the hour: the audit trail has one entry for each. */
interface ReadingsTable {
  readonly reader: string;
  readonly what: string;
  readonly hour: Date;
}

export interface AgentSchema {
  readonly readings: ReadingsTable;
  readonly oauth_records: OauthRecordsTable;
  readonly agent_grants: AgentGrantsTable;
}
