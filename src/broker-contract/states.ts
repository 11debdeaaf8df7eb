/**
 * States of a revocation, in the words of the App's incidents. Only the first four after `in_progress` may be shown
 * green; `approval_needed` waits for a person, because too many credentials were to be revoked at once.
 */
export const REVOCATION_STATES = [
  'queued',
  'in_progress',
  'revoked_verified',
  'disabled_verified',
  'already_inactive',
  'expired',
  'accepted_unverified',
  'approval_needed',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'denied_by_policy',
  'failed',
  'dry_run',
] as const;

export type RevocationState = (typeof REVOCATION_STATES)[number];

const WAITING: ReadonlySet<RevocationState> = new Set(['queued', 'in_progress', 'approval_needed']);

/** True when the broker does nothing more about it by itself. */
export function isTerminal(state: RevocationState): boolean {
  return !WAITING.has(state);
}
