import type { GitHubId, Moment, Timestamp } from './column-types.ts';

type Text = string | null;

/** A place whose credential is replaced on a schedule. The broker reads it there; no value is known here. */
export interface RenewalsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  /** `path#field` in the Vault that the operator opened to the broker. */
  readonly place: string;
  readonly provider: string;
  readonly type: string;
  /** The MCP server that takes it, as the rule names it. */
  readonly server: Text;
  /** Of the request that is under way: the same is sent again after a crash. */
  readonly key: Text;
  /** The broker's id of the rotation that is under way. */
  readonly rotation_id: Text;
  readonly asked_at: Moment;
  /** When the broker is asked again; null: at once. */
  readonly due_at: Moment;
  /** When the last one ended well. */
  readonly done_at: Moment;
  /** Why the last one did not. */
  readonly failure: Text;
  readonly created_at: Timestamp;
}
