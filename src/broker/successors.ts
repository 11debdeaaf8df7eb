import type { Evidence, Leak, LeakedCredential } from './broker.ts';

/** Where a successor goes: sealed to a key of GitHub's, which the caller then writes, or into the operator's Vault. */
export type SuccessorTarget =
  | { readonly kind: 'sealed_box'; readonly keyId: string; readonly publicKey: string }
  | { readonly kind: 'vault_kv'; readonly path: string; readonly field: string };

/** A wish for a successor. */
export interface SuccessorWish {
  readonly credential: LeakedCredential;
  readonly leak: Leak;
  readonly target: SuccessorTarget;
  /** How long the old one lives on once the successor is in its place. */
  readonly overlapSeconds: number;
}

/** How a rotation stands. `issued`: the successor lives. `delivered`: it is in its place. */
export interface SuccessorState {
  readonly id: string;
  readonly state: 'queued' | 'issued' | 'delivered' | 'old_revoked' | 'failed';
  /** The successor, which only GitHub opens; there while it waits to be written. */
  readonly sealed?: { readonly keyId: string; readonly value: string };
  /** The public half of the successor, where it has one. */
  readonly publicHalf?: string;
  readonly explanation?: string;
  readonly evidence: readonly Evidence[];
}

/** What came back: how it stands; a refusal, in a sentence; nothing, so that it is worth another try. */
export type SuccessorAnswer = SuccessorState | { readonly refused: string } | 'unreachable';

/** A wish to have replaced what stands where the broker itself reads it. */
export interface RenewalWish {
  /** The caller's own name for it: 64 hex digits. */
  readonly name: string;
  readonly provider: string;
  readonly type: string;
  readonly owner: string;
  readonly installationId: number;
  readonly reference: string;
  /** In the operator's Vault. */
  readonly place: { readonly path: string; readonly field: string };
  /** Not while it was written less than so long ago. */
  readonly afterSeconds: number;
  readonly overlapSeconds: number;
}

/** It is not old enough yet; or as any successor. */
export type RenewalAnswer = { readonly dueAt: Date } | SuccessorAnswer;

/** A broker that replaces on a schedule what did not leak. Nothing here throws. */
export interface Renewals {
  /** The same key with the same wish finds what was asked before. */
  renew(wish: RenewalWish, idempotencyKey: string): Promise<RenewalAnswer>;
  lookAtRenewal(name: string, id: string): Promise<SuccessorAnswer>;
}

/**
 * A broker that issues successors with the operator's rights. The new value never reaches the caller in clear. Nothing
 * here throws.
 */
export interface Successors extends Renewals {
  /** Whether it knows how, for a type; undefined when it does not answer. */
  canReplace(provider: string, type: string): Promise<boolean | undefined>;
  /** Asks for one. The same key with the same wish finds what was asked before. */
  ask(wish: SuccessorWish, idempotencyKey: string): Promise<SuccessorAnswer>;
  look(credential: LeakedCredential, id: string): Promise<SuccessorAnswer>;
  /** Tells whether the sealed successor was written; `false` has it taken back. */
  settle(credential: LeakedCredential, id: string, isWritten: boolean): Promise<SuccessorAnswer>;
}
