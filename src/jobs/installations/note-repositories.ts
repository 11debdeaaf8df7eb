import { sql } from 'kysely';
import { recordAudit } from '../../inventory/audit.ts';
import { moveIssues } from '../../inventory/issue-places.ts';
import type { ListedRepository } from '../../sources/pushed-repositories.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { hideHygiene } from '../governance/hide-hygiene.ts';
import { makeUrgent, reportAnew } from './make-urgent.ts';

interface Known {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
}

type Facts = Omit<Known, 'id'>;

/** What changed about a repository, for the audit trail. */
const CHANGES: readonly (readonly [string, (before: Facts, now: Facts) => boolean])[] = [
  ['repository_public', (before, now) => before.private && !now.private],
  ['repository_private', (before, now) => !before.private && now.private],
  ['repository_archived', (before, now) => !before.archived && now.archived],
  ['repository_unarchived', (before, now) => before.archived && !now.archived],
  ['repository_renamed', (before, now) => before.owner !== now.owner || before.name !== now.name],
];

async function upsertAll(
  trx: Trx,
  installationId: number,
  repositories: readonly ListedRepository[],
): Promise<void> {
  await trx
    .insertInto('repositories')
    .values(
      repositories.map((one) => ({
        id: one.id,
        installation_id: installationId,
        owner: one.owner,
        name: one.name,
        private: one.private,
        default_branch: one.defaultBranch,
        archived: one.archived,
        removed_at: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        installation_id: eb.ref('excluded.installation_id'),
        owner: eb.ref('excluded.owner'),
        name: eb.ref('excluded.name'),
        private: eb.ref('excluded.private'),
        default_branch: eb.ref('excluded.default_branch'),
        archived: eb.ref('excluded.archived'),
        removed_at: null,
        updated_at: sql<Date>`now()`,
      })),
    )
    .execute();
}

/**
 * Keeps what GitHub says of repositories, and does what a change calls for: what became public is urgent, what can be
 * written to again gets the reports that it could not take. Doing it twice changes nothing more.
 *
 * @param published ids of those that became public, whatever they are by now
 */
export async function noteRepositories(
  context: JobContext,
  trx: Trx,
  installationId: number,
  repositories: readonly ListedRepository[],
  published: ReadonlySet<number> = new Set(),
): Promise<void> {
  if (repositories.length === 0) return;
  const rows = await trx
    .selectFrom('repositories')
    .select(['id', 'owner', 'name', 'private', 'archived'])
    .where(
      'id',
      'in',
      repositories.map(({ id }) => id),
    )
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  await upsertAll(trx, installationId, repositories);
  for (const now of repositories) {
    const before = known.get(now.id);
    if (!before) continue;
    for (const [event, happened] of CHANGES)
      if (happened(before, now))
        await recordAudit(trx, { installationId, kind: 'repository', id: now.id }, 'github', { event });
    if (before.owner !== now.owner || before.name !== now.name) await moveIssues(trx, before, now);
    if (published.has(now.id) || (before.private && !now.private)) {
      await makeUrgent(context, trx, now.id);
      await hideHygiene(trx, context.queue, installationId, now);
    } else if (before.private !== now.private || (before.archived && !now.archived))
      await reportAnew(context, trx, now.id);
  }
}

/** Keeps that repositories are gone, or no longer the installation's to read. */
export async function dropRepositories(
  context: JobContext,
  installationId: number,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  const present = await context.db
    .selectFrom('repositories')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .execute();
  const subjects = present.map(({ id }) => ({ installationId, kind: 'repository' as const, id }));
  await recordAudit(context.db, subjects, 'github', { event: 'repository_gone' });
  const gone = await context.db
    .updateTable('repositories')
    .set({ removed_at: new Date() })
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    // By now it may belong to another installation, which sees it.
    .where('installation_id', '=', installationId)
    .returning('id')
    .execute();
  const own = gone.map(({ id }) => id);
  await context.db
    .deleteFrom('heads')
    .where(sql<boolean>`repository_id = any(${own}::bigint[])`)
    .execute();
  await context.db
    .deleteFrom('looks')
    .where(sql<boolean>`repository_id = any(${own}::bigint[])`)
    .execute();
}
