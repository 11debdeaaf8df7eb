import { z } from 'zod';
import type { NewJob } from '../queue/queue.ts';

/** Read which servers, jobs, secrets and environments a repository has. Its name is the one that it has by then. */
export const RegisterRepositoryTask = z.object({
  kind: z.literal('register-repository'),
  installationId: z.number().int(),
  repositoryId: z.number().int().positive(),
});
export type RegisterRepositoryTask = z.infer<typeof RegisterRepositoryTask>;

/** Read what an organisation has as such: its secrets, whether owners are still there, what its servers say of themselves. */
export const RegisterOrganisationTask = z.object({
  kind: z.literal('register-organisation'),
  installationId: z.number().int(),
});
export type RegisterOrganisationTask = z.infer<typeof RegisterOrganisationTask>;

/**
 * The jobs of the register. Their lane is not that of the installation's other long jobs: the log of a run that has just
 * leaked something must not wait for them.
 */
export function registerJob(
  installationId: number,
  data: RegisterRepositoryTask | RegisterOrganisationTask,
): NewJob {
  return { queue: 'bulk', lane: `register-${installationId}`, data };
}
