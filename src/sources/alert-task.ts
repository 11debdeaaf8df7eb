import { z } from 'zod';
import { HookRepository, hookRepository } from './hook-repository.ts';
import { taskRepositorySchema } from './thread-task.ts';

const id = z.number().int().positive();

/** Read an alert of GitHub's secret scanning, with its secret and where it stands. */
export const ReadAlertTask = z
  .object({
    kind: z.literal('read-alert'),
    installationId: id,
    repository: taskRepositorySchema,
    number: id,
  })
  .readonly();
export type ReadAlertTask = z.infer<typeof ReadAlertTask>;

/** Read all open alerts of a repository: those from before the App was installed, or whose webhook was missed. */
export const ListAlertsTask = z
  .object({ kind: z.literal('list-alerts'), installationId: id, repository: taskRepositorySchema })
  .readonly();
export type ListAlertsTask = z.infer<typeof ListAlertsTask>;

/** With these an alert is open and its credential to be taken care of. */
const ACTIONS: ReadonlySet<string> = new Set(['created', 'reopened', 'publicly_leaked']);

const Payload = z.object({
  action: z.string(),
  alert: z.object({ number: id }),
  installation: z.object({ id }),
  repository: HookRepository,
});

/**
 * Projects GitHub's `secret_scanning_alert` payload to a job; undefined when there is nothing to do.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#secret_scanning_alert
 */
export function readAlertTask(payload: unknown): ReadAlertTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success || !ACTIONS.has(parsed.data.action)) return undefined;
  const { alert, installation, repository } = parsed.data;
  return {
    kind: 'read-alert',
    installationId: installation.id,
    repository: hookRepository(repository),
    number: alert.number,
  };
}
