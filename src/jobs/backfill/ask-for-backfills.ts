import type { BackfillState } from '../../store/backfills-table.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { backfillJob } from './backfill-task.ts';

/** A repository whose history is to be read. */
export interface RepositoryToRead {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** It has been asked for, and goes on by itself. */
export const UNFINISHED: readonly BackfillState[] = ['waiting', 'fetching', 'scanning', 'reading'];
const AT_ONCE = 500;

/**
 * Asks for the histories of some repositories: after an installation, when repositories are added, or when a person wants
 * it. One that is under way goes on; one that has ended begins anew. Call {@link Queue.wake} after the transaction.
 */
export async function askForBackfills(
  trx: Trx,
  queue: Queue,
  installationId: number,
  repositories: readonly RepositoryToRead[],
): Promise<void> {
  const now = new Date();
  const anew = {
    state: 'waiting' as const,
    heads: null,
    others: null,
    total: null,
    done: 0,
    list: 0,
    page: 1,
    left_out: 0,
    attempts: 0,
    error: null,
    asked_at: now,
    next_at: now,
    started_at: null,
    finished_at: null,
    updated_at: now,
  };
  for (let at = 0; at < repositories.length; at += AT_ONCE) {
    const rows = repositories.slice(at, at + AT_ONCE).map(({ id, owner, name }) => ({
      ...anew,
      repository_id: id,
      installation_id: installationId,
      owner,
      name,
    }));
    await trx
      .insertInto('backfills')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('repository_id')
          .doUpdateSet((eb) => ({
            ...anew,
            installation_id: installationId,
            owner: eb.ref('excluded.owner'),
            name: eb.ref('excluded.name'),
          }))
          .where((eb) =>
            eb.or([
              eb('backfills.state', 'not in', UNFINISHED),
              // It was transferred: its old installation can no longer read it.
              eb('backfills.installation_id', '!=', installationId),
            ]),
          ),
      )
      .execute();
  }
  if (repositories.length > 0) await queue.send(trx, [backfillJob(installationId)]);
}
