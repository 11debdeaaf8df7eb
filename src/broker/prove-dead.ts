import { setTimeout as delay } from 'node:timers/promises';

/** Whether a credential works. `unknown`: the question got no clear answer, which is never taken as dead. */
export type Life = 'live' | 'dead' | 'unknown';

/** Waits before each look after a revocation, in milliseconds: most issuers need none, caches and queues a little. */
export const PATIENT_WAITS: readonly number[] = [0, 50, 100, 200, 400, 800, 1600];
/** For a try that others follow. */
export const HASTY_WAITS: readonly number[] = [0, 100];

/** No further look after this long, however slowly each was answered, in milliseconds. */
const MAX_PROOF_MS = 6000;

/**
 * Looks again and again until the credential is dead or patience ends.
 *
 * @returns true once it was seen dead; false says nothing about later
 */
export async function isProvedDead(
  look: () => Promise<Life>,
  waits: readonly number[],
  signal?: AbortSignal,
): Promise<boolean> {
  const start = performance.now();
  for (const wait of waits) {
    if (performance.now() - start > MAX_PROOF_MS) return false;
    if (wait > 0) await delay(wait, undefined, signal ? { signal } : {});
    if ((await look()) === 'dead') return true;
  }
  return false;
}
