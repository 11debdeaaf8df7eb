import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';
import type { RepositoryKey } from './record-file.ts';

/** What an organisation has as such stands under this id. */
export const ORGANISATION = 0;

/** Has a repository, or with {@link ORGANISATION} an organisation, read at the next look. */
export async function readSoon(db: Database, { installationId, repositoryId }: RepositoryKey): Promise<void> {
  const due = { due_at: new Date() };
  await db
    .insertInto('register_reads')
    .values({ installation_id: installationId, repository_id: repositoryId, ...due })
    .onConflict((conflict) => conflict.columns(['installation_id', 'repository_id']).doUpdateSet(due))
    .execute();
}

/**
 * Takes what is to be read now, and puts it off until its next time: whatever was never read, was pushed to, or was read
 * longest ago. Only what can be read: no archived repository, none of an installation that is suspended or gone.
 *
 * @param seconds until the next time, give or take a tenth, so that not all come at once
 */
export async function takeDue(
  trx: Trx,
  { seconds, most }: { readonly seconds: number; readonly most: number },
): Promise<readonly RepositoryKey[]> {
  await sql`
    insert into register_reads (installation_id, repository_id)
    select r.installation_id, r.id from repositories r
    where r.removed_at is null and not r.archived and not exists (
      select 1 from register_reads g where g.installation_id = r.installation_id and g.repository_id = r.id)
    union select distinct r.installation_id, ${ORGANISATION}::bigint from repositories r
    where r.removed_at is null and not exists (
      select 1 from register_reads g where g.installation_id = r.installation_id and g.repository_id = ${ORGANISATION})
    on conflict do nothing`.execute(trx);
  const { rows } = await sql<RepositoryKey>`
    update register_reads g set due_at = now() + ${seconds}::float8 * (0.9 + random() * 0.2) * interval '1 second'
    where (g.installation_id, g.repository_id) in (
      select d.installation_id, d.repository_id from register_reads d
      left join repositories r on r.id = d.repository_id and r.installation_id = d.installation_id
      left join installations i on i.id = d.installation_id
      where d.due_at <= now() and i.deleted_at is null and i.suspended_at is null
        and (d.repository_id = ${ORGANISATION} or (r.id is not null and r.removed_at is null and not r.archived))
      order by d.due_at, d.repository_id limit ${most})
    returning g.installation_id as "installationId", g.repository_id as "repositoryId"`.execute(trx);
  return rows;
}

/** What the register knows of its last reading of a repository; undefined before the first. */
export async function lastRead(db: Database, { installationId, repositoryId }: RepositoryKey) {
  const row = await db
    .selectFrom('register_reads')
    .select(['sha', 'read_at'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.read_at ? { sha: row.sha, at: row.read_at } : undefined;
}

/** Keeps that something was read. `codeOwners`: its text, null where there is none, absent where it did not change. */
export async function noteRead(
  db: Database,
  { installationId, repositoryId }: RepositoryKey,
  read: { readonly sha?: string | null; readonly codeOwners?: string | null },
): Promise<void> {
  const facts = {
    read_at: new Date(),
    ...(read.sha === undefined ? {} : { sha: read.sha }),
    ...(read.codeOwners === undefined ? {} : { code_owners: read.codeOwners }),
  };
  await db
    .insertInto('register_reads')
    .values({ installation_id: installationId, repository_id: repositoryId, ...facts })
    .onConflict((conflict) => conflict.columns(['installation_id', 'repository_id']).doUpdateSet(facts))
    .execute();
}

/** Has all of an installation read at the next look: it may give more permissions than before. */
export async function readAllSoon(db: Database, installationId: number): Promise<void> {
  await db
    .updateTable('register_reads')
    .set({ due_at: new Date() })
    .where('installation_id', '=', installationId)
    .execute();
}
