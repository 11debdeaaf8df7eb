import type { RepositoryTask } from '../sources/repository-task.ts';
import type { JobContext } from './context.ts';

/** Keeps the name and the visibility of a known repository true; what becomes public is reported as public. */
export async function updateRepository(context: JobContext, task: RepositoryTask): Promise<void> {
  const { owner, name, private: isPrivate, id } = task.repository;
  await context.db
    .updateTable('repositories')
    .set({ owner, name, private: isPrivate, installation_id: task.installationId, updated_at: new Date() })
    .where('id', '=', id)
    .execute();
}
