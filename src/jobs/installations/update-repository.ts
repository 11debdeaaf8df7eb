import { readRepository } from '../../sources/pushed-repositories.ts';
import type { RepositoryTask } from '../../sources/repository-task.ts';
import type { JobContext } from '../queue/context.ts';
import { dropRepositories, noteRepositories } from './note-repositories.ts';

/**
 * Brings what is known of a repository up to date after GitHub told that it changed. The webhook is only a hint: it may
 * come late, and what it tells may have been undone. That it was public for a moment stays true.
 */
export async function updateRepository(context: JobContext, task: RepositoryTask): Promise<void> {
  const { installationId, repository, published } = task;
  const octokit = await context.github.forInstallation(installationId);
  const now = await readRepository(octokit, repository);
  if (!now) return dropRepositories(context, installationId, [repository.id]);
  await context.db
    .transaction()
    .execute((trx) =>
      noteRepositories(context, trx, installationId, [now], new Set(published ? [repository.id] : [])),
    );
  context.queue.wake();
}
