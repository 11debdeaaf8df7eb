import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds; fails with what was waited for when it does not in time. */
export async function until(condition: () => unknown, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not happen within ${timeoutMs} ms: ${condition.toString()}`);
    await delay(10);
  }
}
