import type { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';
import type { Abilities } from '../../broker-contract/abilities.ts';
import type { RevocationState } from '../../broker-contract/states.ts';
import type { StoredRequest } from '../store/schema.ts';

/** A revocation that this process has taken, with its value opened. */
export interface Job {
  readonly id: string;
  readonly client: string;
  readonly owner: string;
  readonly valueDigest: string;
  readonly request: StoredRequest;
  readonly secret: Secret;
  readonly beside?: LeakedBeside;
  /** The breaker has let it through already, or a person has. */
  readonly admitted: boolean;
  readonly seenLive: boolean;
  /** This try counted; 1 for the first. */
  readonly attempts: number;
  readonly probes: number;
}

/** What was observed, in order. */
export interface Step {
  readonly at: Date;
  readonly event: string;
  readonly http?: number;
}

/** A message that goes out with a change of state. */
export interface NewMessage {
  readonly kind: 'callback' | 'webhook' | 'risc';
  readonly target: string;
  readonly body: string;
}

/** What a try changes, written in one transaction. */
export interface Settlement {
  readonly id: string;
  readonly state: RevocationState;
  readonly adapter?: string;
  readonly explanation?: string;
  readonly manualUrl?: string;
  readonly retryable?: boolean;
  readonly blast?: string;
  readonly lookAgainAt?: Date;
  readonly abilities?: Abilities;
  readonly seenLive: boolean;
  readonly probes: number;
  /** The next try; absent when it has ended, or waits for a person. */
  readonly runAt?: Date;
  /** Nothing more happens: the value is deleted. */
  readonly ended: boolean;
  /** The try did not count. */
  readonly uncounted?: boolean;
  readonly steps: readonly Step[];
  readonly messages: readonly NewMessage[];
}
