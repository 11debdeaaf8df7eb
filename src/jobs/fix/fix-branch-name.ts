import { randomBytes } from 'node:crypto';
import { readBranchHead } from '../../sources/fix/default-branch.ts';
import type { FixWork } from './fix-branch.ts';
import type { FixRow } from './fix-row.ts';

/** The branch on which Rekey commits, unless somebody else has one of that name. */
const FIX_BRANCH = 'rekey/fix';

/** Whether the head of the branch is what Rekey put there, or was about to put there. */
export function isOwn({ head_sha, next_sha }: FixRow, head: string): boolean {
  return head === head_sha || head === next_sha;
}

/** The name that was chosen, or is tried first. */
export const branchOf = ({ branch }: FixRow): string => branch ?? FIX_BRANCH;

/** A branch, and its head where there is one. */
export interface FoundBranch {
  readonly name: string;
  readonly head?: string;
}

/**
 * The branch of the fix. One whose pull request is open stays. Before, it is the first choice, else a name that nobody can
 * have taken in advance: whoever may push a branch could keep the fix away by its name.
 *
 * @param chosen its pull request is open
 */
export async function findBranch(
  { octokit, repository, row }: FixWork,
  chosen: boolean,
): Promise<FoundBranch> {
  for (const name of new Set([branchOf(row), FIX_BRANCH])) {
    const head = await readBranchHead(octokit, repository, name);
    if (head === undefined) return { name };
    if (chosen || isOwn(row, head)) return { name, head };
  }
  return { name: `${FIX_BRANCH}-${randomBytes(4).toString('hex')}` };
}
