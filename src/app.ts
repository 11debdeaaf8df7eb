import type { Probot } from 'probot';
import { z } from 'zod';
import { redactKnownFormats } from './detect/index.ts';
import type { Delivery } from './ingress/store-delivery.ts';
import type { NewJob } from './jobs/queue.ts';
import { pushTask } from './sources/push-task.ts';
import { repositoryTask } from './sources/repository-task.ts';

/** What a webhook becomes: jobs in the lane of its installation. */
type Route = (payload: unknown) => object | undefined;

/** People name branches after tokens; the name is only compared, so a name without its credential serves as well. */
function push(payload: unknown): object | undefined {
  const task = pushTask(payload);
  return task && { ...task, ref: redactKnownFormats(task.ref) };
}

/** Which event becomes which job. Events without a row are stored as delivered and cause nothing. */
const ROUTES: Readonly<Record<string, Route>> = {
  push,
  repository: repositoryTask,
};

const Envelope = z.object({
  action: z.string().max(100).optional().catch(undefined),
  installation: z.object({ id: z.number().int() }).optional().catch(undefined),
});

/** Turns a verified webhook into its delivery row and its jobs; pure, and never throws on a payload. */
export function routeWebhook(
  id: string,
  name: string,
  payload: unknown,
): { delivery: Delivery; jobs: readonly NewJob[] } {
  const { action, installation } = Envelope.parse(payload);
  const task = Object.hasOwn(ROUTES, name) ? ROUTES[name]?.(payload) : undefined;
  return {
    delivery: {
      id,
      event: name,
      ...(action === undefined ? {} : { action }),
      ...(installation === undefined ? {} : { installationId: installation.id }),
    },
    jobs: task && installation ? [{ queue: 'github', lane: String(installation.id), data: task }] : [],
  };
}

/**
 * The Probot app: hands each event to `accept`, which stores it before Probot's `receive` resolves.
 *
 * @param accept stores a delivery and its jobs in one transaction
 */
export default function rekey(
  app: Probot,
  { accept }: { readonly accept: (delivery: Delivery, jobs: readonly NewJob[]) => Promise<void> },
): void {
  app.onAny(async ({ id, name, payload }) => {
    const { delivery, jobs } = routeWebhook(id, name, payload);
    await accept(delivery, jobs);
  });
}
