import type { Logger } from 'pino';
import type { Keys } from '../base/keys.ts';
import type { Broker } from '../broker/broker.ts';
import type { Rotator } from '../broker/rotation/rotator.ts';
import type { VaultKv } from '../broker/rotation/vault-kv.ts';
import type { GuardedFetch } from '../broker/guarded-fetch.ts';
import type { Capability } from '../broker-contract/capabilities.ts';
import type { Client } from './clients.ts';
import type { ClientsFile } from './files/clients-file.ts';
import type { TrustedProxies } from './http/caller-address.ts';
import type { Keyring } from './keys/keyring.ts';
import type { RotationRunner } from './rotation/rotation-runner.ts';
import type { Signals } from './signals/signals.ts';
import type { BrokerDatabase } from './store/schema.ts';
import type { KnownIds } from './work/known-ids.ts';
import type { Runner } from './work/runner.ts';

/** What every part of the broker needs; made once by `startBroker`. */
export interface BrokerContext {
  readonly db: BrokerDatabase;
  readonly keys: Keys;
  readonly keyring: Keyring;
  readonly clients: readonly Client[];
  readonly rules: Pick<ClientsFile, 'reserved' | 'breaker' | 'intake'>;
  /** Acts at the providers. */
  readonly broker: Broker;
  /** Ids of credentials whose values show none. */
  readonly ids: KnownIds;
  readonly capabilities: readonly Capability[];
  /** The only way out for what the broker itself fetches and sends. */
  readonly fetch: GuardedFetch;
  readonly signals: Signals;
  readonly runner: Runner;
  /** Issues successors. */
  readonly rotator: Rotator;
  /** Where the operator lets them be written. */
  readonly vault: VaultKv;
  readonly rotations: RotationRunner;
  readonly requestsPerMinute: number;
  readonly trustedProxies: TrustedProxies;
  /** Address under which clients reach the broker; known once it listens. */
  readonly publicUrl: () => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
}
