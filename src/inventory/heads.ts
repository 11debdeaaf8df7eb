import { sql } from 'kysely';
import { gather } from '../base/gather.ts';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** The head of a branch up to which everything was read. */
export interface BranchHead {
  /** In full: `refs/heads/main`; a credential in it is redacted already. */
  readonly ref: string;
  readonly sha: string;
}

interface OwnedHead extends BranchHead {
  readonly repositoryId: number;
}

/** Keeps the heads that pushes brought; several pushes share one statement. */
export interface Heads {
  save(head: OwnedHead): Promise<void>;
}

/** Pushes that end within this time are kept together; nobody waits for it. */
const GATHER_MS = 50;

async function keepAll(db: Database | Trx, heads: readonly OwnedHead[]): Promise<void> {
  if (heads.length === 0) return;
  // Of several pushes to a branch the last counts; PostgreSQL refuses to update a row twice in one statement.
  const distinct = [...new Map(heads.map((head) => [`${head.repositoryId}:${head.ref}`, head])).values()];
  await sql`insert into heads (repository_id, ref, sha)
    select * from unnest(${distinct.map(({ repositoryId }) => repositoryId)}::bigint[],
      ${distinct.map(({ ref }) => ref)}::text[], ${distinct.map(({ sha }) => sha)}::text[])
    on conflict (repository_id, ref) do update set sha = excluded.sha, seen_at = now()`.execute(db);
}

/** Makes the keeping over a database. */
export function createHeads(db: Database): Heads {
  const save = async (heads: readonly OwnedHead[]): Promise<readonly void[]> => {
    await keepAll(db, heads);
    return heads.map(() => undefined);
  };
  return { save: gather(save, { waitMs: GATHER_MS }) };
}

/** What is known of the branches of a repository, by their full name. */
export async function readHeads(db: Database, repositoryId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('heads')
    .select(['ref', 'sha'])
    .where('repository_id', '=', repositoryId)
    .execute();
  return new Map(rows.map(({ ref, sha }) => [ref, sha]));
}

/**
 * Notes the heads of all branches of a repository, up to which somebody read everything: a backfill at its end. What was
 * pushed since then is found by the next reconcile.
 */
export async function rememberHeads(
  db: Database | Trx,
  repositoryId: number,
  heads: readonly BranchHead[],
): Promise<void> {
  await keepAll(
    db,
    heads.map((head) => ({ ...head, repositoryId })),
  );
  const known = { heads_known: true, pushed_at: null, looked_at: new Date() };
  await db
    .insertInto('looks')
    .values({ repository_id: repositoryId, ...known })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(known))
    .execute();
}

/** Forgets branches that are gone. */
export async function forgetHeads(
  db: Database,
  repositoryId: number,
  refs: readonly string[],
): Promise<void> {
  if (refs.length === 0) return;
  await db
    .deleteFrom('heads')
    .where('repository_id', '=', repositoryId)
    .where(sql<boolean>`ref = any(${refs}::text[])`)
    .execute();
}
