import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** A range that a head commit is judged for: a pull request, or a group of a merge queue. */
export interface JudgedRange {
  /** Of the pull request; 0 for a merge group. */
  readonly number: number;
  readonly head: string;
  /** The head's branch; absent for a fork, whose pushes are not seen. */
  readonly headRef?: string;
  readonly base: string;
  readonly baseRef?: string;
}

/** A range as it was judged. */
export interface KnownRange extends JudgedRange {
  /** The policy under which all of it was read; empty when something was missing. */
  readonly rules: string;
}

/**
 * The ranges for which a head was judged. GitHub does not name the pull requests of forks when it asks for a check again,
 * and a push says nothing of the pull request that it belongs to.
 */
export async function rangesAt(
  db: Database,
  repositoryId: number,
  head: string,
): Promise<readonly KnownRange[]> {
  const rows = await db
    .selectFrom('judged_ranges')
    .select(['number', 'head_ref', 'base_sha', 'base_ref', 'rules'])
    .where('repository_id', '=', repositoryId)
    .where('head_sha', '=', head)
    .execute();
  return rows.map(({ number, head_ref, base_sha, base_ref, rules }) => ({
    number,
    head,
    ...(head_ref === null ? {} : { headRef: head_ref }),
    base: base_sha,
    ...(base_ref === null ? {} : { baseRef: base_ref }),
    rules,
  }));
}

/** Keeps for which ranges a head was judged; of each pull request the base that it has now. */
export async function keepRanges(
  trx: Trx | Database,
  repositoryId: number,
  ranges: readonly KnownRange[],
): Promise<void> {
  if (ranges.length === 0) return;
  await trx
    .insertInto('judged_ranges')
    .values(
      ranges.map(({ number, head, headRef, base, baseRef, rules }) => ({
        repository_id: repositoryId,
        head_sha: head,
        number,
        head_ref: headRef ?? null,
        base_sha: base,
        base_ref: baseRef ?? null,
        rules,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['repository_id', 'head_sha', 'number']).doUpdateSet((eb) => ({
        head_ref: eb.ref('excluded.head_ref'),
        base_sha: eb.ref('excluded.base_sha'),
        base_ref: eb.ref('excluded.base_ref'),
        rules: eb.ref('excluded.rules'),
        judged_at: sql<Date>`now()`,
      })),
    )
    .execute();
}
