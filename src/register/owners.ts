import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { RegisterScope } from './scope.ts';

/** So many owners are looked up; an organisation names teams. */
const MAX_OWNERS = 300;

/** Somebody whom the register names, in lower case, and a repository in which he owns something. */
export interface NamedOwner {
  readonly owner: string;
  /** Absent where the organisation's policy names him: then he has to belong to the organisation. */
  readonly repositoryId?: number;
}

/** Everybody whom the register names as an owner: for a server, a job, or a credential. */
export async function namedOwners(
  db: Database,
  { installationId, servers, ownersOf }: Pick<RegisterScope, 'installationId' | 'servers' | 'ownersOf'>,
): Promise<readonly NamedOwner[]> {
  const found = new Map<string, NamedOwner>();
  const add = (name: string, repositoryId?: number) => {
    const owner = (name.startsWith('@') ? name : `@${name}`).toLowerCase();
    if (!found.has(owner))
      found.set(owner, { owner, ...(repositoryId === undefined ? {} : { repositoryId }) });
  };
  for (const { owner } of servers) if (owner !== undefined) add(owner);
  const { rows: files } = await sql<{ readonly id: number; readonly path: string }>`
    select repository_id as id, path from mcp_servers where installation_id = ${installationId} and gone_at is null
    union select repository_id, path from workflow_jobs where installation_id = ${installationId} and gone_at is null
    order by id, path`.execute(db);
  for (const { id, path } of files) for (const owner of ownersOf(id, path)) add(owner, id);
  const { rows: told } = await sql<{ readonly owner: string; readonly id: number }>`
    select lower(n.name) as owner, min(e.repository_id) as id from credential_owners o
    join credentials c on c.id = o.credential_id join exposures e on e.credential_id = c.id
    cross join lateral jsonb_array_elements_text(o.owners) as n(name)
    where c.installation_id = ${installationId} group by 1 order by 1`.execute(db);
  for (const { owner, id } of told) add(owner, id);
  return [...found.values()].slice(0, MAX_OWNERS);
}

/** Keeps whether owners are still there, and forgets those who are named no more. */
export async function recordOwners(
  db: Database,
  installationId: number,
  owners: readonly { readonly owner: string; readonly gone: boolean }[],
): Promise<void> {
  const readAt = new Date();
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('register_owners').where('installation_id', '=', installationId).execute();
    if (owners.length > 0)
      await trx
        .insertInto('register_owners')
        .values(
          owners.map(({ owner, gone }) => ({
            installation_id: installationId,
            owner,
            gone,
            read_at: readAt,
          })),
        )
        .execute();
  });
}

/** `@login`s and `@organisation/team`s that were not there when it was looked last; lower case. */
export async function readGoneOwners(db: Database, installationId: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('register_owners')
    .select('owner')
    .where('installation_id', '=', installationId)
    .where('gone', '=', true)
    .execute();
  return new Set(rows.map(({ owner }) => owner));
}
