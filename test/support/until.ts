import { setTimeout as delay } from 'node:timers/promises';

/** Shortest and longest time between two looks, in milliseconds, and the part of the time waited so far that one takes. */
const PAUSE = { least: 10, most: 100, part: 0.1 };

/** A wait that is granted costs nothing, and a machine that others use as well may take ten times as long. */
const PATIENCE_MS = 60_000;

/**
 * Waits until a condition holds; fails with what was waited for when it does not in time. A condition that asks somebody
 * is asked less often the longer it takes: what it asks shares two cores with what it waits for.
 *
 * @param leastMs wait at least so long, in milliseconds, where a minute is not enough
 */
export async function until(condition: () => unknown, leastMs = PATIENCE_MS): Promise<void> {
  const start = Date.now();
  const timeoutMs = Math.max(leastMs, PATIENCE_MS);
  for (;;) {
    const result = condition();
    const isAsking = result instanceof Promise;
    if (isAsking ? await result : result) return;
    const waited = Date.now() - start;
    if (waited > timeoutMs) throw new Error(`did not happen within ${timeoutMs} ms: ${condition.toString()}`);
    await delay(isAsking ? Math.min(PAUSE.most, Math.max(PAUSE.least, waited * PAUSE.part)) : PAUSE.least);
  }
}
