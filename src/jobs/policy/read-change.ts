import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { parsePolicyFile, type PolicyError, type PolicyFile } from '../../policy/policy-file.ts';
import type { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import { isZeroSha } from '../../sources/push-task.ts';
import { readPolicyFile } from '../../sources/read-policy-file.ts';

/** A policy file that was read; one that is not there has neither policy nor errors. */
export interface ReadPolicy {
  readonly file?: PolicyFile;
  readonly errors: readonly PolicyError[];
}

/** A policy file of a commit and what it takes the place of. */
export interface PolicyChange {
  readonly before: ReadPolicy;
  readonly after: ReadPolicy;
  /** The commit has no such file. */
  readonly removed: boolean;
  /** Nothing changes: the two are one text. */
  readonly isSame: boolean;
}

/** Reads the text of a file as a policy; undefined for one that is not there. */
export function readPolicy(text: string | undefined): ReadPolicy {
  if (text === undefined) return { errors: [] };
  const { policy, errors } = parsePolicyFile(text);
  return policy ? { file: policy, errors } : { errors };
}

async function textAt(
  octokit: Octokit,
  repository: RepositoryRef,
  commit: string,
): Promise<string | undefined> {
  return isZeroSha(commit) ? undefined : (await readPolicyFile(octokit, repository, commit))?.text;
}

/**
 * Reads the policy file of a commit, and the one whose place it takes; two requests.
 *
 * @param before where the default branch stood before it was pushed to this commit; absent for what is only proposed,
 *   which is compared with the default branch
 */
export async function readChange(
  octokit: Octokit,
  repository: RepositoryRef,
  { head, before }: Pick<PolicyCheckTask, 'head' | 'before'>,
): Promise<PolicyChange> {
  const [now, old] = await Promise.all([
    textAt(octokit, repository, head),
    before === undefined
      ? readPolicyFile(octokit, repository).then((source) => source?.text)
      : textAt(octokit, repository, before),
  ]);
  return {
    before: readPolicy(old),
    after: readPolicy(now),
    removed: now === undefined,
    isSame: now === old,
  };
}
