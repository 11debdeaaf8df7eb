import { z } from 'zod';
import { hookRepository, HookRepository, repositorySchema, sha } from './hook-repository.ts';

const Payload = z.object({
  action: z.literal('checks_requested'),
  installation: z.object({ id: z.number().int().positive() }),
  repository: HookRepository,
  merge_group: z.object({ head_sha: sha, base_sha: sha }),
});

/** A group of a merge queue to be judged: the commits that it would merge. */
export const MergeGroupTask = z
  .object({
    kind: z.literal('merge-group'),
    installationId: z.number().int().positive(),
    repository: repositorySchema,
    head: sha,
    base: sha,
  })
  .readonly();
export type MergeGroupTask = z.infer<typeof MergeGroupTask>;

/**
 * Projects GitHub's `merge_group` payload to a job; undefined for a group that is done, or of no installation.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
 */
export function mergeGroupTask(payload: unknown): MergeGroupTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { installation, repository, merge_group: group } = parsed.data;
  return {
    kind: 'merge-group',
    installationId: installation.id,
    repository: hookRepository(repository),
    head: group.head_sha,
    base: group.base_sha,
  };
}
