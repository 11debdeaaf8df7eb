import type { ColumnType, JSONColumnType } from 'kysely';
import type { Moment, Timestamp } from './column-types.ts';

/** A tool of an MCP server that a credential opened, with the server's own hints. */
export interface KnownTool {
  readonly name: string;
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
}

export type PrincipalKind = 'user' | 'bot' | 'service' | 'org' | 'unknown';

/** What was learned of a credential, one row for each. Every text is bounded and holds no part of the value. */
export interface CredentialFactsTable {
  readonly credential_id: string;
  readonly owner: string | null;
  readonly principal_kind: PrincipalKind;
  /** Origin that knows the credential. */
  readonly issuer: string | null;
  readonly scopes: JSONColumnType<string[]>;
  /** For whom it was meant (`aud`). */
  readonly audience: JSONColumnType<string[]>;
  readonly environment: string | null;
  readonly issued_at: Moment;
  readonly expires_at: Moment;
  readonly last_used_at: Moment;
  /** Null where no server was asked. */
  readonly tools: ColumnType<KnownTool[] | null, string | null, string | null>;
  /** There were more than are listed. */
  readonly more_tools: boolean;
  /** `offline`: read from the value itself. `provider`: the provider answered. */
  readonly source: 'offline' | 'provider';
  readonly described_at: Timestamp;
}
