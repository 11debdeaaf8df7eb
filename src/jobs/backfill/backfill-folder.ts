import { mkdirSync, readdirSync, rmSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { JobContext } from '../queue/context.ts';
import { UNFINISHED } from './ask-for-backfills.ts';

/** Where a repository is while its history is read. */
export interface BackfillFolder {
  /** The bare repository. */
  readonly repository: string;
  /** Is there when all its commits are. */
  readonly fetched: string;
  /** The list of its blobs; when it is there, all before it is as well. */
  readonly list: string;
  /** Empties it. */
  make(): void;
  remove(): void;
}

/** The folder of a repository, by its id: names change. */
export function backfillFolder(
  { backfill }: Pick<JobContext, 'backfill'>,
  repositoryId: number,
): BackfillFolder {
  const folder = join(backfill.folder, String(repositoryId));
  // Retried: a git of a killed process may write for a moment longer.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return {
    repository: join(folder, 'repository.git'),
    fetched: join(folder, 'fetched'),
    list: join(folder, 'list'),
    make() {
      remove();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    },
    remove,
  };
}

function entries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Removes the folders that killed processes have left behind and that no unfinished history needs. */
export async function sweepBackfillFolders({
  db,
  backfill,
}: Pick<JobContext, 'db' | 'backfill'>): Promise<void> {
  const found = entries(backfill.folder);
  if (found.length === 0) return;
  const rows = await db
    .selectFrom('backfills')
    .select('repository_id')
    .where('state', 'in', UNFINISHED)
    .execute();
  const needed = new Set(rows.map(({ repository_id: id }) => String(id)));
  for (const { name } of found)
    if (!needed.has(name)) rmSync(join(backfill.folder, name), { recursive: true, force: true });
}
