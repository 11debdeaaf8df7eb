import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { until } from './until.ts';

/** Looks in a row that must show the same: what a job's end causes is in the database before it is, but not yet sent. */
const QUIET_LOOKS = 3;

/**
 * Waits until Rekey has done all it was told: no webhook is on its way, no job is due or runs, and nothing was asked of
 * GitHub meanwhile. After it, whatever is missing will not come by itself.
 *
 * @param even `later`: not either what is told to GitHub at a later time, such as a report that waits ten seconds for a
 *   revocation; whatever GitHub is asked next has its cause in what the test does next
 */
export async function settled(
  { github }: Surroundings,
  rekey: RekeyProcess,
  even: 'due' | 'later' = 'due',
): Promise<void> {
  const busy =
    even === 'later'
      ? /^rekey_jobs\{(?:.*state="due"|queue="github",state="later")\} [1-9]/m
      : /^rekey_jobs\{.*state="due"\} [1-9]/m;
  let quiet = 0;
  let seen = -1;
  await until(async () => {
    const requests = github.requests.length;
    const metrics = await (await fetch(`${rekey.url}/metrics`)).text();
    const isIdle = !github.isDelivering && !busy.test(metrics);
    quiet = isIdle && seen === requests && github.requests.length === requests ? quiet + 1 : 0;
    seen = github.requests.length;
    return quiet >= QUIET_LOOKS;
  });
}
