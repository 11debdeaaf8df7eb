import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import type { KnownPage } from '../../sources/variables/list-pages.ts';

/** Whose list or variable: 0 for an organisation's own, whoever sees it. */
export interface VariableOwner {
  readonly installationId: number;
  readonly repositoryId: number;
}

/** A list as it was read last. */
export interface KnownList {
  readonly pages: readonly KnownPage[];
  readonly names: readonly string[];
}

/** A variable as it was judged last. */
export interface KnownVariable {
  readonly path: string;
  readonly updatedAt: string;
  readonly holds: boolean;
}

/** PostgreSQL takes at most 65,535 parameters in one statement. */
const BATCH = 500;

/** The lists of an owner, by name, with the rules by which they were judged. */
export async function knownLists(
  db: Database,
  { installationId, repositoryId }: VariableOwner,
): Promise<ReadonlyMap<string, KnownList & { readonly rules: string }>> {
  const rows = await db
    .selectFrom('variable_lists')
    .select(['list', 'pages', 'names', 'rules'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .execute();
  return new Map(rows.map(({ list, pages, names, rules }) => [list, { pages, names: names ?? [], rules }]));
}

/** Keeps how a list was read, once what was found in it is recorded. */
export async function keepList(
  trx: Trx,
  { installationId, repositoryId }: VariableOwner,
  list: string,
  read: KnownList & { readonly rules: string },
): Promise<void> {
  const row = {
    rules: read.rules,
    pages: JSON.stringify(read.pages),
    names: JSON.stringify(read.names),
  };
  await trx
    .insertInto('variable_lists')
    .values({ installation_id: installationId, repository_id: repositoryId, list, ...row })
    .onConflict((conflict) => conflict.columns(['installation_id', 'repository_id', 'list']).doUpdateSet(row))
    .execute();
}

/** Forgets lists that are no longer there: environments that were deleted. */
export async function forgetLists(
  trx: Trx,
  { installationId, repositoryId }: VariableOwner,
  lists: readonly string[],
): Promise<void> {
  if (lists.length === 0) return;
  await trx
    .deleteFrom('variable_lists')
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('list', 'in', lists)
    .execute();
}

/** Variables below a list that were judged under any rules, with the rules, by path. */
export async function knownVariables(
  db: Database,
  { installationId, repositoryId }: VariableOwner,
  list: string,
): Promise<ReadonlyMap<string, KnownVariable & { readonly rules: string }>> {
  const rows = await db
    .selectFrom('variables')
    .select(['path', 'updated_at as updatedAt', 'holds', 'rules'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where(sql<boolean>`starts_with(path, ${`${list}/`})`)
    .execute();
  // An environment may be called `review/1`; a variable's name holds no slash.
  const own = rows.filter(({ path }) => !path.slice(list.length + 1).includes('/'));
  return new Map(own.map((row) => [row.path, row]));
}

/** Keeps how variables were judged, and forgets those that are gone. */
export async function keepVariables(
  trx: Trx,
  { installationId, repositoryId }: VariableOwner,
  change: {
    readonly rules: string;
    readonly judged: readonly KnownVariable[];
    readonly gone: readonly string[];
  },
): Promise<void> {
  const rows = change.judged.map(({ path, updatedAt, holds }) => ({
    installation_id: installationId,
    repository_id: repositoryId,
    path,
    updated_at: updatedAt,
    rules: change.rules,
    holds,
  }));
  for (let at = 0; at < rows.length; at += BATCH)
    await trx
      .insertInto('variables')
      .values(rows.slice(at, at + BATCH))
      .onConflict((conflict) =>
        conflict.columns(['installation_id', 'repository_id', 'path']).doUpdateSet((eb) => ({
          updated_at: eb.ref('excluded.updated_at'),
          rules: eb.ref('excluded.rules'),
          holds: eb.ref('excluded.holds'),
          // Another value: a secret that exists by now is not ours.
          secret_attempted_at: null,
        })),
      )
      .execute();
  for (let at = 0; at < change.gone.length; at += BATCH)
    await trx
      .deleteFrom('variables')
      .where('installation_id', '=', installationId)
      .where('repository_id', '=', repositoryId)
      .where('path', 'in', change.gone.slice(at, at + BATCH))
      .execute();
}

/** Keeps that the move of a variable into a secret begins, or its deletion. */
export async function noteMove(db: Database, owner: VariableOwner, path: string): Promise<void> {
  const now = new Date();
  await db
    .insertInto('variables')
    .values({
      installation_id: owner.installationId,
      repository_id: owner.repositoryId,
      path,
      updated_at: '',
      rules: '',
      holds: true,
      secret_attempted_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['installation_id', 'repository_id', 'path'])
        .doUpdateSet({ secret_attempted_at: now }),
    )
    .execute();
}

/** Whether the move of a variable began in an earlier try. */
export async function moveBegan(db: Database, owner: VariableOwner, path: string): Promise<boolean> {
  const row = await db
    .selectFrom('variables')
    .select('secret_attempted_at')
    .where('installation_id', '=', owner.installationId)
    .where('repository_id', '=', owner.repositoryId)
    .where('path', '=', path)
    .executeTakeFirst();
  return row !== undefined && row.secret_attempted_at !== null;
}
