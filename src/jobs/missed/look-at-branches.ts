import { sql } from 'kysely';
import { redactKnownFormats } from '../../detect/index.ts';
import type { Octokit } from '../../github/types.ts';
import { forgetHeads, readHeads, rememberHeads } from '../../inventory/heads.ts';
import { listBranches, type Branch } from '../../sources/branch-heads.ts';
import type { ListedRepository } from '../../sources/pushed-repositories.ts';
import type { PushTask } from '../../sources/push-task.ts';
import type { JobContext } from '../queue/context.ts';

interface Look {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly installationId: number;
}

/** What GitHub says of a ref that did not exist. */
const zeros = (sha: string): string => '0'.repeat(sha.length);

/** The push that must have happened, as its webhook would have brought it, but without the list of its commits. */
function missedPush(
  installationId: number,
  { id, owner, name, private: isPrivate, defaultBranch }: ListedRepository,
  branch: Branch,
  before: string | undefined,
): PushTask {
  return {
    kind: 'push',
    installationId,
    repository: {
      id,
      owner,
      name,
      private: isPrivate,
      defaultBranch: redactKnownFormats(defaultBranch),
    },
    ref: refOf(branch),
    before: before ?? zeros(branch.sha),
    after: branch.sha,
    head: branch.sha,
    created: before === undefined,
    forced: false,
    commits: [],
    truncated: true,
    touchesPolicy: branch.name === defaultBranch,
    touchesRegister: branch.name === defaultBranch,
  };
}

/** Heads whose push is on its way already: it only waits for its turn. */
async function awaited({ context }: Look, repositoryId: number): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ after: string }>`select data->>'after' as after from pgboss.job
    where name = 'github' and state in ('created', 'retry', 'active') and data->>'kind' = 'push'
      and data->'repository'->>'id' = ${String(repositoryId)}`.execute(context.db);
  return new Set(rows.map(({ after }) => after));
}

async function readLook({ context }: Look, repositoryId: number): Promise<boolean> {
  const row = await context.db
    .selectFrom('looks')
    .select('heads_known')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.heads_known ?? false;
}

/** Its full name as it is kept. */
const refOf = (branch: Branch): string => redactKnownFormats(`refs/heads/${branch.name}`);

/**
 * Compares the branches of a repository with the heads that were read, and has what is missing read like any push. Where
 * not all branches were known, an unknown one is only noted: its past is the first look's.
 */
export async function lookAtBranches(look: Look, repository: ListedRepository): Promise<void> {
  const { context, octokit, installationId } = look;
  const { id: repositoryId, pushedAt } = repository;
  const branches = await listBranches(octokit, repository);
  if (!branches) return;
  const known = await readHeads(context.db, repositoryId);
  const allKnown = await readLook(look, repositoryId);
  const coming = await awaited(look, repositoryId);
  const changed = branches.filter((branch) => known.get(refOf(branch)) !== branch.sha);
  const isNews = (branch: Branch) => allKnown || known.has(refOf(branch));
  const missed = changed.filter((branch) => isNews(branch) && !coming.has(branch.sha));
  const present = new Set(branches.map(refOf));
  await context.db.transaction().execute(async (trx) => {
    const noted = changed.filter((branch) => !isNews(branch));
    await rememberHeads(
      trx,
      repositoryId,
      noted.map((branch) => ({ ref: refOf(branch), sha: branch.sha })),
    );
    await trx
      .updateTable('looks')
      .set({ pushed_at: pushedAt })
      .where('repository_id', '=', repositoryId)
      .execute();
    await context.queue.send(
      trx,
      missed.map((branch) => ({
        queue: 'github',
        lane: String(installationId),
        data: missedPush(installationId, repository, branch, known.get(refOf(branch))),
      })),
    );
  });
  await forgetHeads(
    context.db,
    repositoryId,
    [...known.keys()].filter((ref) => !present.has(ref)),
  );
  if (missed.length === 0) return;
  context.queue.wake();
  context.log.warn(
    { repository: repositoryId, branches: missed.length },
    'pushes without a webhook were found; they are read now',
  );
}
