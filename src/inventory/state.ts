/** The life of one leaked credential; see docs/architecture.md. */
export const INCIDENT_STATES = [
  'found',
  'revoking',
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
  'dismissed',
] as const;

export type IncidentState = (typeof INCIDENT_STATES)[number];

/** The states in which the credential is proved dead. Nothing else may be shown green. */
export const DEAD_STATES = [
  'revoked_verified',
  'disabled_verified',
  'already_inactive',
  'expired',
] as const satisfies readonly IncidentState[];

/** True when the credential is proved dead. */
export function isDead(state: IncidentState): boolean {
  return (DEAD_STATES as readonly string[]).includes(state);
}

/**
 * True when nothing is left to do: dead, or dismissed by a person. The sealed value is deleted then, except where the
 * dismissal has an end.
 */
export function isEnded(state: IncidentState): boolean {
  return isDead(state) || state === 'dismissed';
}

/** True while nothing is under way and nothing has ended: a person may decide. */
export function isAtRest(state: IncidentState): boolean {
  return !isEnded(state) && !isPending(state) && state !== 'accepted_unverified';
}

/** True while the machine is still at work and a report would be premature. */
export function isPending(state: IncidentState): boolean {
  return state === 'found' || state === 'revoking';
}
