import { z } from 'zod';

const Payload = z.object({
  installation: z.object({ id: z.number().int() }),
  repository: z.object({
    id: z.number().int(),
    name: z.string().max(200),
    private: z.boolean(),
    owner: z.object({ login: z.string().max(200) }),
    default_branch: z.string().max(500).default('main'),
  }),
});

/** A repository changed: renamed, transferred, made public or private, or has another default branch. */
export const RepositoryTask = z.object({
  kind: z.literal('repository'),
  installationId: z.number().int(),
  repository: z.object({
    id: z.number().int(),
    owner: z.string(),
    name: z.string(),
    private: z.boolean(),
    defaultBranch: z.string(),
  }),
});

export type RepositoryTask = z.infer<typeof RepositoryTask>;

/** Projects GitHub's `repository` payload to a job; undefined when it is of no installation. */
export function repositoryTask(payload: unknown): RepositoryTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { installation, repository } = parsed.data;
  return {
    kind: 'repository',
    installationId: installation.id,
    repository: {
      id: repository.id,
      owner: repository.owner.login,
      name: repository.name,
      private: repository.private,
      defaultBranch: repository.default_branch,
    },
  };
}
