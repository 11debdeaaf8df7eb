import type { Selectable, Updateable } from 'kysely';
import type { FixesTable } from '../../store/fix-tables.ts';
import type { JobContext } from '../queue/context.ts';

/** What is known of the pull request of a repository. */
export type FixRow = Selectable<FixesTable>;

/** Whether a branch or a pull request may be there. */
export function hasFix({ number, attempted_at, head_sha, next_sha }: FixRow): boolean {
  return [number, attempted_at, head_sha, next_sha].some((one) => one !== null);
}

/** Takes the wish for a look: what changes from here on asks for another. */
export async function takeWish({ db }: JobContext, repositoryId: number): Promise<FixRow | undefined> {
  return db
    .updateTable('fixes')
    .set({ wanted_at: null })
    .where('repository_id', '=', repositoryId)
    .returningAll()
    .executeTakeFirst();
}

/** Keeps what was done, or is about to be done. */
export async function saveFix(
  { db }: JobContext,
  repositoryId: number,
  changes: Updateable<FixesTable>,
): Promise<void> {
  await db.updateTable('fixes').set(changes).where('repository_id', '=', repositoryId).execute();
}

/** Forgets a pull request that is closed, with its branch. */
export const NO_FIX = {
  number: null,
  branch: null,
  attempted_at: null,
  head_sha: null,
  next_sha: null,
  digest: null,
  keys: '[]',
  told_at: null,
  told: false,
} as const;
