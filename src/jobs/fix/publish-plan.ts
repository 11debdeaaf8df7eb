import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { openFix, updateFix } from '../../respond/fix/publish-fix.ts';
import { fixTitle, renderFix, renderForeignBranch } from '../../respond/fix/render-fix.ts';
import { setBranch, writeCommit } from '../../respond/fix/write-branch.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { CommitTree } from '../../sources/fix/default-branch.ts';
import { findPull, readPull, type Pull } from '../../sources/fix/pulls.ts';
import type { FixWork } from './fix-branch.ts';
import { branchOf, findBranch, isOwn, type FoundBranch } from './fix-branch-name.ts';
import { saveFix } from './fix-row.ts';
import type { FixPlan } from './plan-fix.ts';

/** A refusal that another try would not change: no permission, or a rule of the repository. */
export function isRefusal(error: unknown): boolean {
  if (!isGitHubError(error) || rateLimitWait(error) !== undefined) return false;
  if (error.status === 403) return !/archived so is read-only|suspended/i.test(error.message);
  return error.status === 422 || error.status === 409;
}

/** The pull request that is there: by its number, or one whose number was lost. */
export async function currentPull({ octokit, repository, row }: FixWork): Promise<Pull | undefined> {
  if (row.number !== null) return readPull(octokit, repository, row.number);
  return row.attempted_at === null ? undefined : findPull(octokit, repository, branchOf(row));
}

/** Says on the pull request, once, that the branch is somebody else's by now. */
export async function leaveToPeople(work: FixWork, pull: Pull | undefined): Promise<void> {
  const { context, octokit, repository, row } = work;
  if (!pull?.open) {
    context.log.warn(
      { repository: repository.id },
      `somebody else has a branch ${branchOf(row)}; it is left alone`,
    );
    return;
  }
  if (row.told) return;
  await saveFix(context, repository.id, { told_at: row.told_at ?? new Date() });
  const options = row.told_at === null ? {} : { attemptedAt: row.told_at };
  const target = { to: 'issue', number: pull.number } as const;
  await tellAuthor(octokit, repository, target, renderForeignBranch(), options);
  await saveFix(context, repository.id, { told: true });
}

/** A person who closed it has seen what it replaced: it comes back only with something else. */
function staysClosed({ row }: FixWork, pull: Pull | undefined, plan: FixPlan): boolean {
  if (!pull || pull.open || pull.merged) return false;
  const seen = new Set(row.keys);
  return plan.keys.every((key) => seen.has(key));
}

async function commit(
  work: FixWork,
  plan: FixPlan,
  base: CommitTree,
  { name, head }: FoundBranch,
): Promise<void> {
  const { context, octokit, repository } = work;
  const sha = await writeCommit(octokit, repository, base, plan.changes, fixTitle(plan.facts));
  // Written first: if the answer is lost, the next try knows the head of the branch for its own.
  await saveFix(context, repository.id, { next_sha: sha, branch: name });
  await setBranch(octokit, repository, name, sha, head !== undefined);
  await saveFix(context, repository.id, { head_sha: sha, next_sha: null, digest: plan.digest });
}

/** Brings branch and pull request to what is planned; sends nothing where they are. */
export async function publishPlan(work: FixWork, plan: FixPlan, base: CommitTree): Promise<void> {
  const { context, octokit, installationId, repository, now, row } = work;
  const pull = await currentPull(work);
  if (staysClosed(work, pull, plan)) return;
  // A pull request that is open has its branch; anything else may begin on another.
  const branch = await findBranch(work, pull?.open === true);
  const { name, head } = branch;
  if (head !== undefined && !isOwn(row, head)) return leaveToPeople(work, pull);
  const isNews = head === undefined || row.digest !== plan.digest;
  if (isNews) await commit(work, plan, base, branch);
  const rendered = renderFix({ ...plan.facts, htmlUrl: now.htmlUrl });
  const keys = JSON.stringify(plan.keys);
  const open = pull?.open ? pull : await findPull(octokit, repository, name);
  if (open) await updateFix(octokit, repository, open, rendered, now.defaultBranch);
  else await saveFix(context, repository.id, { attempted_at: new Date(), number: null });
  const number = open?.number ?? (await openFix(octokit, repository, rendered, name, now.defaultBranch));
  const subject = { installationId, kind: 'fix', id: `${repository.id}/${number}` } as const;
  if (!open) await recordAudit(context.db, subject, 'rekey', { event: 'fix_opened' });
  else if (isNews) await recordAudit(context.db, subject, 'rekey', { event: 'fix_changed' });
  await saveFix(context, repository.id, { number, keys, told_at: null, told: false });
}
