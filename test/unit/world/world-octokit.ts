import { ProbotOctokit } from 'probot';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import type { Octokit } from '../../../src/github/types.ts';

/** Probot's own client; no throttling and no retries, so that each failure shows at once. */
function connect(world: GitHubWorld, installationId?: number): Octokit {
  const { appId, privateKey } = world;
  return new ProbotOctokit({
    auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
    baseUrl: world.apiUrl,
    throttle: { enabled: false },
    retry: { enabled: false },
  });
}

/** A client that acts as the App itself. */
export function appOctokit(world: GitHubWorld): Octokit {
  return connect(world);
}

/** A client that acts as the App's first installation. */
export function installationOctokit(world: GitHubWorld): Octokit {
  return connect(world, world.installationId);
}
