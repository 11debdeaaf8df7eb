import { closeFix } from '../../respond/fix/publish-fix.ts';
import { renderEndedFix } from '../../respond/fix/render-fix.ts';
import { deleteBranch } from '../../respond/fix/write-branch.ts';
import { readBranchHead } from '../../sources/fix/default-branch.ts';
import type { FixWork } from './fix-branch.ts';
import { hasFix, NO_FIX, saveFix } from './fix-row.ts';
import { branchOf, isOwn } from './fix-branch-name.ts';
import { currentPull, leaveToPeople } from './publish-plan.ts';

/**
 * Nothing is left to replace: the pull request closes and its branch goes. What somebody else committed to the branch
 * stays, and so does the pull request that holds it.
 */
export async function endFix(work: FixWork): Promise<void> {
  const { context, octokit, repository, row } = work;
  if (!hasFix(row)) return;
  const pull = await currentPull(work);
  const head = await readBranchHead(octokit, repository, branchOf(row));
  if (pull?.open && head !== undefined && !isOwn(row, head)) return leaveToPeople(work, pull);
  if (pull?.open) await closeFix(octokit, repository, pull.number, renderEndedFix());
  if (head !== undefined && isOwn(row, head)) await deleteBranch(octokit, repository, branchOf(row));
  await saveFix(context, repository.id, NO_FIX);
}
