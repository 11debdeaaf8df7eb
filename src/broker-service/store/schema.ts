import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { RevocationState } from '../../broker-contract/states.ts';

/** Bytes as the two drivers give them. */
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>;
type Moment = ColumnType<Date, Date, Date>;

/** One request to end a credential; it is the queue's job as well. */
export interface RevocationRow {
  id: string;
  client: string;
  owner: string;
  /** The client's key for it; null once the key may be used again. */
  idempotency_key: string | null;
  /** HMAC of what was asked, so that the same key with another request is seen. */
  body_digest: string;
  /** The broker's own HMAC of the value: the same credential, whoever asks. */
  value_digest: string;
  /** The request without the value. */
  request: ColumnType<StoredRequest, string, string>;
  /** The value, AES-256-GCM, bound to the id; null once it has ended. */
  sealed: Bytes | null;
  state: RevocationState;
  adapter: string | null;
  explanation: string | null;
  manual_url: string | null;
  retryable: boolean | null;
  blast: string | null;
  /** A person let it through although the breaker was open. */
  approved: Generated<boolean>;
  seen_live: Generated<boolean>;
  attempts: Generated<number>;
  probes: Generated<number>;
  /** When the breaker let it through. */
  started_at: ColumnType<Date | null, Date | null, Date | null>;
  /** When it is due; null once it has ended. */
  run_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Until then one process works on it. */
  leased_until: ColumnType<Date | null, Date | null, Date | null>;
  created_at: Moment;
  ended_at: ColumnType<Date | null, Date | null, Date | null>;
}

/** What is kept of a request: facts, never the value. */
export interface StoredRequest {
  readonly provider: string;
  readonly type: string;
  readonly fingerprint?: string;
  readonly resource?: string;
  readonly clientId?: string;
  readonly keyId?: string;
  readonly credentialId?: string;
  readonly action: 'safest' | 'revoke' | 'disable' | 'dry_run';
  readonly reason: string;
  readonly reference?: string;
  readonly repository?: string;
  readonly trust: {
    readonly issuers: readonly {
      readonly issuer: string;
      readonly clientId: string;
      readonly endpointOrigin?: string;
    }[];
    readonly serverUrls: readonly string[];
  };
}

/** A step of a revocation; rows are only ever added. */
export interface StepRow {
  id: Generated<number>;
  revocation_id: string;
  at: Moment;
  event: string;
  http: number | null;
}

/** Ids of signed messages and tokens that were used, until they are too old to be believed anyway. */
export interface SeenRow {
  client: string;
  id: string;
  expires_at: Moment;
}

/** Encryption keys; the private half is sealed. */
export interface KeyRow {
  kid: string;
  public_jwk: ColumnType<{ readonly [member: string]: unknown }, string, string>;
  sealed: Bytes;
  created_at: Moment;
  /** After this nothing is opened with it. */
  expires_at: Moment;
}

/** A message to somebody outside that has not arrived yet. */
export interface MessageRow {
  id: string;
  /** `callback`, `webhook` or `risc`. */
  kind: string;
  /** Name of the client or receiver in the operator's files; its address is read from there. */
  target: string;
  body: string;
  attempts: Generated<number>;
  run_at: Moment;
  created_at: Moment;
}

/** Whether revocations of one client for one owner are let through. */
export interface BreakerRow {
  client: string;
  owner: string;
  tripped_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Credentials before this moment no longer count. */
  reset_at: Moment;
}

export interface BrokerSchema {
  broker_revocations: RevocationRow;
  broker_steps: StepRow;
  broker_seen: SeenRow;
  broker_keys: KeyRow;
  broker_messages: MessageRow;
  broker_breakers: BreakerRow;
}

export type BrokerDatabase = Kysely<BrokerSchema>;
export type BrokerTrx = Transaction<BrokerSchema>;
