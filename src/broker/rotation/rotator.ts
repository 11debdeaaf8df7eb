import type { Secret } from '../../base/secret.ts';
import type { LeakedCredential, Outcome } from '../broker.ts';
import type { Life } from '../prove-dead.ts';
import type { Stop } from './stop.ts';

/** What is known of a rotation from step to step; nothing of it is secret. */
export type Facts = Readonly<Record<string, string>>;

/** Everything that must be known before a successor is issued. */
export interface Prepared {
  readonly facts: Facts;
  /** Ids of the entries that were there before, where entries have no names. */
  readonly before: readonly string[];
}

export interface Issued {
  readonly value: Secret;
  readonly facts: Facts;
}

/** The parts of a credential beside its value. */
export type Names = Pick<LeakedCredential, 'keyId' | 'credentialId'>;

/** Where a rotation stands when a step begins. */
export interface Standing {
  readonly old: LeakedCredential;
  readonly facts: Facts;
  /** The successor, where its removal needs it. */
  readonly successor?: Secret;
}

/** What interrupted tries may have left: under which name, made when, and what was there before. */
export interface LeftBehind {
  readonly label: string;
  readonly before: readonly string[];
  readonly since: Date;
  readonly until: Date;
}

/**
 * Issues successors of credentials by the records. Each method is one step, which the caller makes durable before the
 * next; each may run again after a crash.
 */
export interface Rotator {
  /** Whether the operator has the right to issue a successor, for that owner. */
  canRotate(credential: Pick<LeakedCredential, 'provider' | 'type' | 'scope' | 'clientId'>): boolean;
  /** What two rotations must not change at once; undefined where each credential stands for itself. */
  exclusive(
    credential: Pick<LeakedCredential, 'provider' | 'type' | 'scope' | 'clientId'>,
  ): string | undefined;
  /**
   * Asks what must be known. The old credential must be alive, or have been seen alive: its id alone, which anybody can
   * write, brings nobody a new one.
   */
  prepare(old: LeakedCredential, wasSeenLive: boolean): Promise<Prepared | Stop>;
  /** Ids of what an interrupted try issued; the caller removes them. */
  findLeft(at: Standing, left: LeftBehind): Promise<readonly string[] | Stop>;
  issue(at: Standing, label: string): Promise<Issued | Stop>;
  /** Makes a successor stay that would expire. */
  claim(at: Standing, value: Secret): Promise<Stop | undefined>;
  look(at: Standing, value: Secret): Promise<Life>;
  /** Removes the successor that `new.id` names. */
  remove(at: Standing): Promise<Stop | undefined>;
  /** What names the successor: its public half, and the provider's id of it. */
  namesOf(old: Pick<LeakedCredential, 'provider' | 'type'>, facts: Facts): Names;
  /**
   * What a look at the old credential shows where the issue of the successor has ended it; undefined where it has to be
   * revoked.
   */
  endOld?(at: Standing): Promise<Outcome | undefined>;
  /** The successor as a credential of its own. */
  successor(at: Standing, value: Secret): LeakedCredential;
}
