import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedRequest } from '../../demo/world/github/request-log.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';

/** What a flow asked of GitHub. */
export interface Usage {
  /** Requests that GitHub counts against the limit of an hour; those of the App itself have a limit of their own. */
  readonly counted: number;
  /** Conditional requests whose answer did not change: GitHub does not count them. */
  readonly unchanged: number;
  /** Of the counted ones those that write content. */
  readonly writes: number;
  /** Requests of the App itself, with its JSON Web Token: deliveries, installations, tokens. */
  readonly app: number;
  /** Requests of `git fetch`, which are no part of the REST API. */
  readonly git: number;
}

/** No request for so long: the flow has ended. */
const QUIET_MS = 1500;

function usageOf(requests: readonly LoggedRequest[], git: number): Usage {
  const own = requests.filter(({ caller }) => caller === 'installation');
  const counted = own.filter(({ status }) => status !== 304);
  return {
    counted: counted.length,
    unchanged: own.length - counted.length,
    writes: counted.filter(({ method }) => method !== 'GET').length,
    app: requests.filter(({ caller }) => caller === 'app').length,
    git,
  };
}

/** Waits until GitHub is left alone. */
export async function settled({ github }: Surroundings): Promise<void> {
  let count = -1;
  while (count !== github.requests.length + github.gitRequests.length) {
    count = github.requests.length + github.gitRequests.length;
    await delay(QUIET_MS);
  }
}

/**
 * Counts what GitHub is asked until it is left alone again.
 *
 * @param of which requests belong to the flow; default: all
 */
export async function measure(
  world: Surroundings,
  run: () => Promise<unknown>,
  of: (request: LoggedRequest) => boolean = () => true,
): Promise<Usage> {
  await settled(world);
  const [requests, git] = [world.github.requests.length, world.github.gitRequests.length];
  await run();
  await settled(world);
  return usageOf(world.github.requests.slice(requests).filter(of), world.github.gitRequests.length - git);
}
