import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { TrustedServer } from '../../broker/broker.ts';
import type { Abilities } from '../../broker-contract/abilities.ts';
import type { RotationTarget } from '../../broker-contract/rotation.ts';
import type { RevocationState } from '../../broker-contract/states.ts';
import type { IssuedRow } from './issued.ts';
import type { RegistrationRow } from './registrations.ts';

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
  /** What leaked in the same token cache, sealed in the same way, and deleted with the value. */
  beside: Bytes | null;
  state: RevocationState;
  adapter: string | null;
  explanation: string | null;
  manual_url: string | null;
  retryable: boolean | null;
  blast: string | null;
  /** What the credential could do, as the contract tells it. */
  abilities: ColumnType<Abilities | null, string | null, string | null>;
  /** Nothing can be done before. */
  look_again_at: ColumnType<Date | null, Date | null, Date | null>;
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
  readonly action: 'safest' | 'revoke' | 'disable' | 'dry_run';
  readonly reason: string;
  readonly reference?: string;
  readonly repository?: string;
  /** The client's name for an outsider who brought it; absent for the owner's own people. */
  readonly broughtBy?: string;
  /** Of the span in which it was asked for, so that its work belongs to the same trace. */
  readonly traceparent?: string;
  readonly trust: {
    readonly issuers: readonly {
      readonly issuer: string;
      readonly clientId: string;
      readonly endpointOrigin?: string;
    }[];
    readonly servers: readonly TrustedServer[];
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

/** Whether revocations of one client for one owner are let through, of what its own people or one outsider brought. */
export interface BreakerRow {
  client: string;
  owner: string;
  /** Empty for the owner's own people. */
  brought_by: Generated<string>;
  tripped_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Credentials before this moment no longer count. */
  reset_at: Moment;
}

/** Where a rotation stands; see `rotation/stages.ts`. */
export type RotationStage =
  'prepare' | 'issue' | 'prove' | 'deliver' | 'await' | 'overlap' | 'kill' | 'undo' | 'done' | 'failed';

/** One credential that is replaced; it is the queue's job as well. */
export interface RotationRow {
  id: string;
  client: string;
  owner: string;
  /** The client's name for the credential: 64 hex digits. */
  credential: string;
  idempotency_key: string | null;
  body_digest: string;
  value_digest: string;
  request: ColumnType<StoredRotation, string, string>;
  /** The old value, AES-256-GCM, bound to the id; null once it has ended. */
  sealed: Bytes | null;
  /** The new value, sealed in the same way; null before it is issued and once it is delivered. */
  successor: Bytes | null;
  /** What the provider's requests need, and what it said of the successor; nothing secret. */
  facts: ColumnType<Readonly<Record<string, string>>, string, string>;
  /** Ids that were there before, where the provider has no names. */
  before: ColumnType<readonly string[], string, string>;
  /** What no other rotation may change meanwhile; null where several may be at work. */
  exclusive: ColumnType<string | null, string | null, never>;
  /** When the breaker let it through. */
  started_at: ColumnType<Date | null, Date | null, Date | null>;
  /** Requests to issue that were sent, the first and the last moment. */
  tries: Generated<number>;
  tried_at: ColumnType<Date | null, Date | null, Date | null>;
  last_tried_at: ColumnType<Date | null, Date | null, Date | null>;
  /** The new value as only GitHub can open it, while it waits to be written there. */
  box: string | null;
  stage: RotationStage;
  explanation: string | null;
  overlap_until: ColumnType<Date | null, Date | null, Date | null>;
  timeline: ColumnType<readonly RotationStep[], string, string>;
  /** Tries of the current stage. */
  attempts: Generated<number>;
  run_at: ColumnType<Date | null, Date | null, Date | null>;
  leased_until: ColumnType<Date | null, Date | null, Date | null>;
  created_at: Moment;
  ended_at: ColumnType<Date | null, Date | null, Date | null>;
}

/** What is kept of a request to rotate. */
export interface StoredRotation extends Pick<
  StoredRequest,
  'provider' | 'type' | 'resource' | 'clientId' | 'keyId' | 'reference'
> {
  readonly target: RotationTarget;
  readonly overlapSeconds: number;
}

export interface RotationStep {
  readonly at: string;
  readonly event: string;
  readonly http?: number;
}

export interface BrokerSchema {
  broker_rotations: RotationRow;
  broker_registrations: RegistrationRow;
  broker_issued: IssuedRow;
  broker_revocations: RevocationRow;
  broker_steps: StepRow;
  broker_seen: SeenRow;
  broker_keys: KeyRow;
  broker_messages: MessageRow;
  broker_breakers: BreakerRow;
}

export type BrokerDatabase = Kysely<BrokerSchema>;
export type BrokerTrx = Transaction<BrokerSchema>;
