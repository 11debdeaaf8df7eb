import type { Outcome } from '../../broker/broker.ts';

/** An accepted revocation that shows no effect yet is probed this often, 30 seconds apart, then 60, 90 … */
const MAX_PROBES = 10;
const PROBE_STEP_SECONDS = 30;
/** A token that cannot be revoked and lives longer than this is not waited for: 60 days. */
const MAX_LOOK_SECONDS = 5_184_000;

/** Nothing is done about it by anybody but a person, and it may say of itself when it expires. */
export const ENDS_BY_ITSELF: ReadonlySet<string> = new Set(['unsupported', 'manual_required']);

/**
 * When a credential is looked at again that is not proved dead and about which nothing else can be done now;
 * undefined: not at all.
 *
 * @param probes looks so far
 */
export function secondsToNextLook(
  outcome: Pick<Outcome, 'state' | 'retryable' | 'lookAgainAt'>,
  probes: number,
): number | undefined {
  if (probes >= MAX_PROBES) return undefined;
  if (outcome.state === 'accepted_unverified' && outcome.retryable !== false)
    return PROBE_STEP_SECONDS * (probes + 1);
  if (!ENDS_BY_ITSELF.has(outcome.state) || !outcome.lookAgainAt) return undefined;
  const seconds = Math.max(1, Math.ceil((outcome.lookAgainAt.getTime() - Date.now()) / 1000));
  return seconds > MAX_LOOK_SECONDS ? undefined : seconds;
}
