import { z } from 'zod';
import type { RepositoryRef } from '../../github/types.ts';
import type { Database } from '../../store/database.ts';

const Named = z.looseObject({
  repository: z.looseObject({ id: z.number().int(), owner: z.string(), name: z.string() }),
});

/**
 * What a repository is called now, as far as is known. GitHub sends requests on from an old name until somebody else takes
 * it, so most jobs never need to ask.
 */
async function presentName(
  db: Database,
  { id, owner, name }: Pick<RepositoryRef, 'id' | 'owner' | 'name'>,
): Promise<Pick<RepositoryRef, 'owner' | 'name'>> {
  const row = await db
    .selectFrom('repositories')
    .select(['owner', 'name'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? { owner, name };
}

/** The data of a job with its repository under the name of today; undefined when that is the one it has. */
export async function underPresentName(db: Database, data: object): Promise<object | undefined> {
  const parsed = Named.safeParse(data);
  if (!parsed.success) return undefined;
  const { repository } = parsed.data;
  const now = await presentName(db, repository);
  if (now.owner === repository.owner && now.name === repository.name) return undefined;
  return { ...parsed.data, repository: { ...repository, ...now } };
}
