import { z } from 'zod';
import { HookRepository, hookRepository, repositorySchema } from './hook-repository.ts';

const Payload = z.object({
  action: z.string().max(100).optional(),
  installation: z.object({ id: z.number().int() }),
  repository: HookRepository,
});

/** A repository changed: its name, owner or visibility, or it was archived or deleted. How, is read again from GitHub. */
export const RepositoryTask = z.object({
  kind: z.literal('repository'),
  installationId: z.number().int(),
  repository: repositorySchema,
  /** It became public: even if it is private again by now, anyone may have read it. */
  published: z.boolean().default(false),
});
export type RepositoryTask = z.infer<typeof RepositoryTask>;

/** Projects GitHub's `repository` and `public` payloads to a job; undefined when it is of no installation. */
export function repositoryTask(payload: unknown): RepositoryTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { action, installation, repository } = parsed.data;
  return {
    kind: 'repository',
    installationId: installation.id,
    repository: hookRepository(repository),
    // `public` has no action.
    published: action === undefined || action === 'publicized',
  };
}
