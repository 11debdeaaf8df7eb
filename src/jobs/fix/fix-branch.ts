import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { closeGap } from '../../inventory/gaps.ts';
import { readCommitTree, readBranchHead, readRepository } from '../../sources/fix/default-branch.ts';
import type { CommitTree, RepositoryNow } from '../../sources/fix/default-branch.ts';
import { readWritePermissions } from '../../sources/fix/permissions.ts';
import { noteGap } from '../installations/note-gap.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { endFix } from './end-fix.ts';
import { hasFix, saveFix, takeWish, type FixRow } from './fix-row.ts';
import type { FixBranchTask } from './fix-task.ts';
import { readOffered, type OfferedCredential } from './offered.ts';
import { planFix, type FixPlan } from './plan-fix.ts';
import { isRefusal, publishPlan } from './publish-plan.ts';

/** One repository's pull request, with all that its steps need. */
export interface FixWork {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly installationId: number;
  readonly repository: RepositoryRef;
  readonly now: RepositoryNow;
  readonly row: FixRow;
}

async function readRepositoryRow({ db }: JobContext, id: number) {
  const row = await db
    .selectFrom('repositories')
    .select(['id', 'owner', 'name', 'private', 'installation_id', 'archived'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row && !row.archived ? row : undefined;
}

/** What the App may not do is noted once and said by the next check; what it may do again is taken back. */
async function mayWrite({ context, installationId }: FixWork): Promise<ReadonlySet<string> | undefined> {
  const given = await readWritePermissions(await context.github.forApp(), installationId);
  const needed = ['contents', 'pull_requests'];
  for (const name of needed) {
    if (given.has(name)) await closeGap(context.db, installationId, `${name}:write`);
    else await noteGap(context, installationId, `${name}:write`);
  }
  return needed.every((name) => given.has(name)) ? given : undefined;
}

async function plan(
  work: FixWork,
  offered: readonly OfferedCredential[],
  given: ReadonlySet<string>,
): Promise<{ readonly tree: CommitTree; readonly plan?: FixPlan } | undefined> {
  const { context, octokit, repository, now, installationId } = work;
  const base = await readBranchHead(octokit, repository, now.defaultBranch);
  const tree = base === undefined ? undefined : await readCommitTree(octokit, repository, base);
  if (base === undefined || !tree) return undefined;
  const mayChangeWorkflows = given.has('workflows');
  const parts = { context, octokit, repository, tree, offered, mayChangeWorkflows };
  const planned = await planFix(parts);
  const lacks = planned?.facts.left.some(({ reason }) => reason === 'no-permission') === true;
  if (lacks) await noteGap(context, installationId, 'workflows:write');
  else if (mayChangeWorkflows) await closeGap(context.db, installationId, 'workflows:write');
  return { tree, ...(planned ? { plan: planned } : {}) };
}

async function bringUpToDate(work: FixWork, offered: readonly OfferedCredential[]): Promise<void> {
  if (offered.length === 0) return endFix(work);
  const given = await mayWrite(work);
  if (!given) return;
  const planned = await plan(work, offered, given);
  // An empty repository, or one with more files than GitHub lists.
  if (!planned) return;
  if (planned.plan) await publishPlan(work, planned.plan, planned.tree);
  else await endFix(work);
}

/**
 * Keeps the one pull request of a repository that replaces leaked credentials on its default branch: opens it, brings it
 * up to date, closes it when nothing is left to replace. Only where the policy says so; where it says so no longer, what
 * is open is closed. Whatever is done is written down first, so that a second try finds it instead of doing it again.
 */
export async function fixBranch(context: JobContext, task: FixBranchTask): Promise<void> {
  const row = await takeWish(context, task.repositoryId);
  const known = await readRepositoryRow(context, task.repositoryId);
  if (!row || !known) return;
  const { installation_id: installationId } = known;
  if (!context.gate.admits(installationId)) return;
  const repository = { ...known, defaultBranch: '' };
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const isWanted = policy.fix === 'pull_request' && policy.mode === 'enforce';
  const isThere = hasFix(row);
  if (!isWanted && !isThere) return;
  const offered = isWanted ? await readOffered(context, known.id, known.private) : [];
  if (offered.length === 0 && !isThere) return;
  const octokit = await context.github.forInstallation(installationId);
  const now = await readRepository(octokit, repository);
  if (now.archived) return;
  // It may have become public since a webhook told of it.
  const spoken = now.private === known.private ? offered : await readOffered(context, known.id, now.private);
  const work = { context, octokit, installationId, repository, now, row };
  try {
    await bringUpToDate(work, isWanted ? spoken : []);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // A rule of the repository protects the branch, or the App lost a permission meanwhile.
    context.log.warn({ repository: known.id }, 'GitHub refused the branch or the pull request of a fix');
    await saveFix(context, known.id, { next_sha: null });
  }
}
