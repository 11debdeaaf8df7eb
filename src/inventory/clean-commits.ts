import { sql } from 'kysely';
import { gather } from '../base/gather.ts';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** Commits of a repository, as judged under certain rules of policy. */
export interface JudgedCommits {
  readonly repositoryId: number;
  /** Stands for the policy: what was clean under another one is read again. */
  readonly rules: string;
  readonly commits: readonly string[];
}

/**
 * Remembers the commits that were read in full and held nothing. They come again: with each push to their pull request,
 * with its merge, with a branch made of them. Commits that held something are not in it: they are read again each time,
 * so that every check that they belong to shows what they brought.
 */
export interface CleanCommits {
  /** Those of the commits that are known to be clean. */
  among(asked: JudgedCommits): Promise<ReadonlySet<string>>;
  save(clean: JudgedCommits): Promise<void>;
}

/** A pull request that rests longer is read once more in full. */
const KEEP_DAYS = 90;

async function amongAll(
  db: Database,
  asked: readonly JudgedCommits[],
): Promise<readonly ReadonlySet<string>[]> {
  const shas = [...new Set(asked.flatMap(({ commits }) => commits))];
  const rows = await db
    .selectFrom('clean_commits')
    .select(['repository_id', 'sha', 'rules'])
    .where(sql<boolean>`sha = any(${shas}::text[])`)
    .execute();
  return asked.map(({ repositoryId, rules, commits }) => {
    const wanted = new Set(commits);
    const own = rows.filter((row) => row.repository_id === repositoryId && row.rules === rules);
    return new Set(own.map((row) => row.sha).filter((one) => wanted.has(one)));
  });
}

/** Keeps clean commits in the caller's transaction. */
export async function keepCleanCommits(trx: Trx | Database, clean: readonly JudgedCommits[]): Promise<void> {
  // PostgreSQL refuses to update a row twice in one statement.
  const rows = new Map(
    clean.flatMap(({ repositoryId, rules, commits }) =>
      commits.map((one) => [`${repositoryId}:${one}`, { repositoryId, rules, one }]),
    ),
  );
  if (rows.size === 0) return;
  const all = [...rows.values()];
  const ids = all.map(({ repositoryId }) => repositoryId);
  const shas = all.map(({ one }) => one);
  const rules = all.map((row) => row.rules);
  await sql`insert into clean_commits (repository_id, sha, rules)
    select * from unnest(${ids}::bigint[], ${shas}::text[], ${rules}::text[])
    on conflict (sha, repository_id) do update set rules = excluded.rules, read_at = now()`.execute(trx);
}

/** Makes the memory over a database; what several jobs ask or keep at the same time is one statement. */
export function createCleanCommits(db: Database): CleanCommits {
  return {
    among: gather((asked: readonly JudgedCommits[]) => amongAll(db, asked)),
    save: gather(async (clean: readonly JudgedCommits[]): Promise<readonly void[]> => {
      await keepCleanCommits(db, clean);
      return clean.map(() => undefined);
    }),
  };
}

/** Forgets commits that rarely come again. */
export async function pruneCleanCommits(db: Database, now: Date = new Date()): Promise<void> {
  const limit = new Date(now.getTime() - KEEP_DAYS * 86_400_000);
  await db.deleteFrom('clean_commits').where('read_at', '<', limit).execute();
  await db.deleteFrom('judged_ranges').where('judged_at', '<', limit).execute();
}
