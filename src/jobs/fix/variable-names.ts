import { fingerprint } from '../../base/keys.ts';
import { Names } from '../../fix/index.ts';
import type { JobContext } from '../queue/context.ts';

const MAX_TRIES = 5;

async function readNames({ db }: Pick<JobContext, 'db'>, repositoryId: number): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('variable_names')
    .select(['name', 'fingerprint'])
    .where('repository_id', '=', repositoryId)
    .execute();
  return new Map(rows.map((row) => [row.name, row.fingerprint]));
}

/** Keeps names that were given; false where another process gave one of them to another credential meanwhile. */
async function keepNames(
  { db }: Pick<JobContext, 'db'>,
  repositoryId: number,
  given: readonly (readonly [string, string])[],
): Promise<boolean> {
  if (given.length === 0) return true;
  const kept = await db
    .insertInto('variable_names')
    .values(given.map(([name, print]) => ({ repository_id: repositoryId, name, fingerprint: print })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute();
  return kept.length === given.length;
}

/**
 * Does something with the names of the variables that take the places of a repository's credentials. Each name is kept once
 * it is given, so that the check, the suggestion and the pull request say the same, and say it tomorrow.
 *
 * @param work may run more than once; its answer counts when no other process gave the same name to another credential
 */
export async function withNames<T>(
  context: Pick<JobContext, 'db' | 'keys'>,
  repositoryId: number,
  work: (names: Names) => Promise<T> | T,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const known = await readNames(context, repositoryId);
    const names = new Names(known, ({ secret }) => fingerprint(context.keys, secret));
    const answer = await work(names);
    const given = [...names.taken].filter(([name]) => !known.has(name));
    if ((await keepNames(context, repositoryId, given)) || tries === MAX_TRIES) return answer;
  }
}
