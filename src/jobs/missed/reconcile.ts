import { sql } from 'kysely';
import { keepBookmark, readBookmark } from '../../inventory/bookmarks.ts';
import type { Octokit } from '../../github/types.ts';
import type { ReconcileTask } from '../../sources/installation-task.ts';
import { readRepositoryPage, type ListedRepository } from '../../sources/pushed-repositories.ts';
import { firstLooks, installationLooks } from '../installations/after-installation.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { lookAtBranches } from './look-at-branches.ts';
import { dropRepositories, noteRepositories } from '../installations/note-repositories.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** A push this young may have its webhook still under way; a part of the interval, so that tests need not wait. */
const GRACE_PART = 0.4;
const MAX_PAGES = 1000;

interface Look {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly signal: AbortSignal;
}

/** Keeps the repositories of a page; those that are seen for the first time get what is read of the past. */
async function notePage(
  { context, installationId }: Look,
  repositories: readonly ListedRepository[],
  { isNew, isFirst }: { readonly isNew: boolean; readonly isFirst: boolean },
): Promise<readonly ListedRepository[]> {
  const { db, queue } = context;
  const looks = await db
    .selectFrom('looks')
    .innerJoin('repositories', 'repositories.id', 'looks.repository_id')
    .select(['repository_id', 'pushed_at', 'installation_id'])
    .where(sql<boolean>`repository_id = any(${repositories.map(({ id }) => id)}::bigint[])`)
    .execute();
  // What came from another installation has other credentials, other people and another policy: it is new here.
  const own = looks.filter(({ installation_id }) => installation_id === installationId);
  const known = new Map(own.map((look) => [look.repository_id, look.pushed_at]));
  const unseen = repositories.filter(({ id }) => !known.has(id));
  await db.transaction().execute(async (trx) => {
    await noteRepositories(context, trx, installationId, repositories);
    if (unseen.length === 0) return;
    await trx
      .insertInto('looks')
      .values(unseen.map(({ id, pushedAt }) => ({ repository_id: id, pushed_at: pushedAt })))
      .onConflict((conflict) =>
        conflict.column('repository_id').doUpdateSet((eb) => ({
          pushed_at: eb.ref('excluded.pushed_at'),
          heads_known: false,
        })),
      )
      .execute();
    await queue.send(trx, [
      ...(isNew && isFirst ? installationLooks(installationId) : []),
      ...firstLooks(installationId, unseen, isNew),
    ]);
  });
  queue.wake();
  return repositories.filter(({ id, pushedAt }) => known.has(id) && known.get(id) !== pushedAt);
}

/** Looks at the branches of what was pushed to; false when something was too young to be looked at. */
async function lookAtPushed(look: Look, pushed: readonly ListedRepository[]): Promise<boolean> {
  const { context, signal } = look;
  const graceMs = Math.min(120_000, context.intervals.reconcileSeconds * 1000 * GRACE_PART);
  let all = true;
  for (const repository of pushed) {
    if (signal.aborted) throw new RetryLater(0, { pausesLane: false, counts: false });
    const age = Date.now() - Date.parse(repository.pushedAt ?? '');
    if (age < graceMs) all = false;
    else await lookAtBranches(look, repository);
  }
  return all;
}

async function hasLooked({ context, installationId }: Look): Promise<boolean> {
  const row = await context.db
    .selectFrom('looks')
    .innerJoin('repositories', 'repositories.id', 'looks.repository_id')
    .select('repository_id')
    .where('installation_id', '=', installationId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Ids of the repositories that the installation had. */
async function present({ context, installationId }: Look): Promise<readonly number[]> {
  const rows = await context.db
    .selectFrom('repositories')
    .select('id')
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

interface Round {
  /** What all its pages listed, or undefined when GitHub said of some that they did not change. */
  readonly seen?: ReadonlySet<number>;
  readonly total?: number;
}

async function readPages(look: Look, isNew: boolean, useTags: boolean): Promise<Round> {
  const { context, octokit, installationId } = look;
  const seen = new Set<number>();
  let unchanged = false;
  let total: number | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const key = `repositories/${installationId}/${page}`;
    const [mark = '', last = ''] = (await readBookmark(context.db, key))?.split(' ', 2) ?? [];
    const found = await readRepositoryPage(octokit, page, useTags && last !== '' ? last : undefined);
    if (!found) {
      unchanged = true;
      if (mark === 'end') break;
      continue;
    }
    total = found.total;
    for (const { id } of found.repositories) seen.add(id);
    const looked = await lookAtPushed(
      look,
      await notePage(look, found.repositories, { isNew, isFirst: page === 1 }),
    );
    // A page is only taken for known once everything on it was looked at.
    await keepBookmark(context.db, key, `${found.more ? 'more' : 'end'} ${looked ? found.etag : ''}`);
    if (!found.more) break;
  }
  return { ...(unchanged ? {} : { seen }), ...(total === undefined ? {} : { total }) };
}

/**
 * Compares all repositories of an installation with what was read: finds pushes whose webhook never came, repositories
 * that came, went or changed, and reads what they bring. When nothing happened it costs a conditional request for each
 * hundred repositories, which GitHub does not count.
 */
export async function reconcile(context: JobContext, task: ReconcileTask, { signal }: Try): Promise<void> {
  const { installationId } = task;
  const octokit = await context.github.forInstallation(installationId);
  const look: Look = { context, octokit, installationId, signal };
  const isNew = !(await hasLooked(look));
  let round = await readPages(look, isNew, true);
  const had = await present(look);
  // Fewer than before, and not all pages were shown: which one is missing can only be told from all of them.
  if (!round.seen && round.total !== undefined && round.total !== had.length)
    round = await readPages(look, false, false);
  const { seen } = round;
  if (seen)
    await dropRepositories(
      context,
      installationId,
      had.filter((id) => !seen.has(id)),
    );
  await context.db
    .updateTable('installations')
    .set({ reconciled_at: new Date() })
    .where('id', '=', installationId)
    .execute();
}
