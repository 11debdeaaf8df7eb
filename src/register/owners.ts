import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { RegisterScope } from './scope.ts';

/** So many owners are looked up; an organisation names teams. */
const MAX_OWNERS = 300;

/** Everybody whom the register names as an owner: for a server, a job, or a credential. In lower case, without doubles. */
export async function namedOwners(
  db: Database,
  { installationId, servers, ownersOf }: Pick<RegisterScope, 'installationId' | 'servers' | 'ownersOf'>,
): Promise<readonly string[]> {
  const owners = new Set(
    servers.flatMap(({ owner }) =>
      owner === undefined ? [] : [(owner.startsWith('@') ? owner : `@${owner}`).toLowerCase()],
    ),
  );
  const { rows: files } = await sql<{ readonly id: number; readonly path: string }>`
    select repository_id as id, path from mcp_servers where installation_id = ${installationId} and gone_at is null
    union select repository_id, path from workflow_jobs where installation_id = ${installationId} and gone_at is null
    order by id, path`.execute(db);
  for (const { id, path } of files) for (const owner of ownersOf(id, path)) owners.add(owner.toLowerCase());
  const { rows: told } = await sql<{ readonly owner: string }>`
    select distinct lower(jsonb_array_elements_text(o.owners)) as owner from credential_owners o
    join credentials c on c.id = o.credential_id where c.installation_id = ${installationId}`.execute(db);
  for (const { owner } of told) owners.add(owner);
  return [...owners].slice(0, MAX_OWNERS);
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
