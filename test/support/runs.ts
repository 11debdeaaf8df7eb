import { createRequire } from 'node:module';
import type { Delivery } from '../../demo/world/github/webhook-relay.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { APP } from './story.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}

const require = createRequire(import.meta.url);
const examples = require('@octokit/webhooks-examples') as readonly Example[];

/** GitHub's own example of an event. */
function exampleOf(event: string, action: string | undefined): Record<string, unknown> {
  const all = examples.find(({ name }) => name === event)?.examples ?? [];
  return all.find((one) => one['action'] === action) ?? all[0] ?? {};
}

/** Sends the webhook of a run that begins (or its job, or its dispatch), in GitHub's true form. */
export async function runStarts(
  world: Surroundings,
  run: {
    readonly owner?: string;
    readonly repo?: string;
    readonly sha: string;
    readonly event?: 'workflow_run' | 'workflow_job' | 'workflow_dispatch';
    readonly action?: string;
  },
): Promise<Delivery> {
  const { owner = APP.owner, repo = APP.repo, sha, event = 'workflow_run', action = 'requested' } = run;
  const payload = exampleOf(event, event === 'workflow_dispatch' ? undefined : action);
  const about = payload[event];
  const repository = await world.github.call('GET', `/repos/${owner}/${repo}`);
  return world.github.sendWebhook(event, {
    ...payload,
    ...(event === 'workflow_dispatch' ? {} : { action, [event]: { ...(about as object), head_sha: sha } }),
    repository,
    installation: { id: world.github.installations[owner] },
  });
}
