import type { Broker } from '../../broker/broker.ts';
import type { Rotator } from '../../broker/rotation/rotator.ts';
import type { VaultKv } from '../../broker/rotation/vault-kv.ts';
import type { BrokerDatabase, RotationStep } from '../store/schema.ts';
import type { Admission } from '../work/breaker.ts';
import type { KnownIds } from '../work/known-ids.ts';
import type { Rotating } from './stages.ts';

/** What the steps of a rotation need. */
export interface RotationParts {
  readonly db: BrokerDatabase;
  readonly broker: Broker;
  readonly rotator: Rotator;
  readonly vault: VaultKv;
  readonly ids: KnownIds;
  /** Asks the circuit breaker whether one more living credential may be ended. */
  readonly admit: (rotating: Rotating) => Promise<Admission>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Before each look at a successor, in milliseconds. */
  readonly waits: readonly number[];
  /** How long a client has to write a sealed box, in milliseconds. */
  readonly deliverMs: number;
}

/** Makes a step of the timeline. */
export const stepAt = (now: () => number, event: string): RotationStep => ({
  at: new Date(now()).toISOString(),
  event,
});
