import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';
import type { RepositoryKey } from './record-file.ts';

/** A page of a list of GitHub's as it was read last. */
interface ListPage {
  readonly etag: string;
  readonly more: boolean;
}

/** The lists of a repository that were read, by their names; of an organisation with the repository 0. */
export async function readLists(
  db: Database,
  { installationId, repositoryId }: RepositoryKey,
): Promise<ReadonlyMap<string, readonly ListPage[]>> {
  const rows = await db
    .selectFrom('register_lists')
    .select(['list', 'pages'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .execute();
  return new Map(rows.map(({ list, pages }) => [list, pages]));
}

/** Keeps how a list was read, in the transaction that writes down what it says. */
export async function keepList(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  list: string,
  read: readonly ListPage[],
): Promise<void> {
  const pages = JSON.stringify(read);
  await trx
    .insertInto('register_lists')
    .values({ installation_id: installationId, repository_id: repositoryId, list, pages })
    .onConflict((conflict) =>
      conflict.columns(['installation_id', 'repository_id', 'list']).doUpdateSet({ pages }),
    )
    .execute();
}

/** Has lists read in full the next time. */
export async function forgetLists(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  lists: readonly string[],
): Promise<void> {
  if (lists.length === 0) return;
  await trx
    .deleteFrom('register_lists')
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('list', 'in', lists)
    .execute();
}
