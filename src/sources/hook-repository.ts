import { z } from 'zod';
import { redactKnownFormats } from '../detect/index.ts';
import type { RepositoryRef } from '../github/types.ts';

/** Id of a commit: SHA-1 or SHA-256. */
export const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** A repository as a job keeps it. */
export const repositorySchema = z
  .object({
    id: z.number().int().positive(),
    owner: z.string().min(1),
    name: z.string().min(1),
    private: z.boolean(),
    defaultBranch: z.string().min(1),
  })
  .readonly();

/** A repository as webhooks bring it. */
export const HookRepository = z.object({
  id: z.number().int().positive(),
  name: z.string().min(1).max(200),
  owner: z.object({ login: z.string().min(1).max(200) }),
  private: z.boolean().optional(),
  default_branch: z.string().min(1).max(1024).default('main'),
});

/**
 * Of a webhook's repository what every job needs; one of unknown visibility counts as public, the careful reading. People
 * name branches after tokens; the name is only compared, so a name without its credential serves as well.
 */
export function hookRepository(repository: z.infer<typeof HookRepository>): RepositoryRef {
  return {
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
    private: repository.private ?? false,
    defaultBranch: redactKnownFormats(repository.default_branch),
  };
}
