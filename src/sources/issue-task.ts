import { z } from 'zod';
import { HookRepository } from './hook-repository.ts';

const id = z.number().int().positive();

/** Something happened to an issue of an App that may change where it is, or that it is open. What, is read from GitHub. */
export const IssueTask = z
  .object({
    kind: z.literal('follow-issue'),
    installationId: id,
    /** Where it was then. */
    repository: z.object({ owner: z.string().min(1).max(200), name: z.string().min(1).max(200) }).readonly(),
    issue: id,
    /** It is where it was, and closed: Rekey closes its issues itself when their credential is dead. */
    closed: z.boolean(),
  })
  .readonly();
export type IssueTask = z.infer<typeof IssueTask>;

const Payload = z.object({
  action: z.enum(['transferred', 'deleted', 'closed']),
  issue: z.object({ number: id, user: z.object({ type: z.literal('Bot') }) }),
  installation: z.object({ id }),
  repository: HookRepository,
});

/**
 * Projects GitHub's `issues` payload to a job where the issue of an App was transferred, deleted or closed; undefined for
 * all others. Whether it is one of ours is looked up by the job. An issue that becomes a discussion is `deleted`.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#issues
 */
export function issueTask(payload: unknown): IssueTask | undefined {
  const { data } = Payload.safeParse(payload);
  return (
    data && {
      kind: 'follow-issue',
      installationId: data.installation.id,
      repository: { owner: data.repository.owner.login, name: data.repository.name },
      issue: data.issue.number,
      closed: data.action === 'closed',
    }
  );
}
