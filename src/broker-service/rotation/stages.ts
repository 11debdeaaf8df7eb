import type { RotationState } from '../../broker-contract/rotation.ts';
import type { LeakedCredential } from '../../broker/broker.ts';
import type { Secret } from '../../base/secret.ts';
import type { RotationStage, RotationStep, StoredRotation } from '../store/schema.ts';

/** The contract's word for each stage. One that is being taken back is told as issued until it is gone. */
export const STATE_OF: Readonly<Record<RotationStage, RotationState>> = {
  prepare: 'queued',
  issue: 'queued',
  prove: 'issued',
  deliver: 'issued',
  await: 'issued',
  undo: 'issued',
  overlap: 'delivered',
  kill: 'delivered',
  done: 'old_revoked',
  failed: 'failed',
};

/** A rotation that this process has taken, with its values opened. */
export interface Rotating {
  readonly id: string;
  readonly client: string;
  readonly owner: string;
  /** What the successor is called at the provider. */
  readonly label: string;
  readonly valueDigest: string;
  readonly request: StoredRotation;
  readonly old: LeakedCredential;
  readonly successor: Secret | undefined;
  readonly facts: Readonly<Record<string, string>>;
  readonly before: readonly string[];
  readonly tries: number;
  readonly triedAt: Date | undefined;
  readonly lastTriedAt: Date | undefined;
  readonly stage: RotationStage;
  readonly explanation: string | undefined;
  readonly attempts: number;
}

/** What a step changes, in one statement; only if the rotation is still in the stage that the step began in. */
export interface Change {
  readonly stage: RotationStage;
  /** When it goes on; at once when absent. `never`: it has ended. */
  readonly runAt?: Date | 'never';
  /** The same step is tried again. */
  readonly again?: true;
  readonly explanation?: string;
  readonly steps?: readonly RotationStep[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly before?: readonly string[];
  /** A request to issue is about to be sent. */
  readonly trying?: true;
  /** The new value; null forgets it. */
  readonly successor?: Secret | null;
  /** The provider's id of the new value, which nothing of that value shows. */
  readonly issued?: string;
  readonly box?: string | null;
  readonly overlapUntil?: Date;
}

/** Tries of a stage before it is given up, and their waits in milliseconds. */
export const MAX_TRIES = 8;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 600_000;

/** The wait before the next try, spread so that not all come at once. */
export function backoffMs(attempts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** attempts, MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
}
