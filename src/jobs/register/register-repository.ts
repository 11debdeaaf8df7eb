import { noteSecretUse } from '../../register/record-secrets.ts';
import type { JobContext } from '../queue/context.ts';
import { readFiles } from './read-files.ts';
import { readRepositorySecrets } from './read-secret-lists.ts';
import type { RegisterRepositoryTask } from './register-task.ts';

/**
 * Brings the register of one repository up to date: servers, jobs and owners from its default branch, names of secrets,
 * environments. One that is archived or gone is left as it was read last.
 */
export async function registerRepository(
  context: JobContext,
  { installationId, repositoryId }: RegisterRepositoryTask,
): Promise<void> {
  const row = await context.db
    .selectFrom('repositories')
    .select(['owner', 'name', 'private', 'default_branch'])
    .where('id', '=', repositoryId)
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .where('archived', '=', false)
    .executeTakeFirst();
  if (!row) return;
  const { owner, name, private: isPrivate, default_branch: branch } = row;
  const octokit = await context.github.forInstallation(installationId);
  const repository = { id: repositoryId, owner, name, private: isPrivate, defaultBranch: branch ?? '' };
  const reader = { context, octokit, key: { installationId, repositoryId } };
  if (!(await readFiles({ ...reader, repository }))) return;
  await readRepositorySecrets({ ...reader, owner, name });
  await noteSecretUse(context.db, reader.key);
}
