import type { JudgedRange } from '../../inventory/judged-ranges.ts';
import type { MergeGroupTask } from '../../sources/merge-group-task.ts';
import type { PullRequestTask } from '../../sources/pull-request-task.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { madeAt } from '../queue/made-at.ts';
import { judgeHead } from './judge-head.ts';
import { policyFor } from './policies.ts';
import { unjudged } from './unjudged.ts';

/**
 * Judges a head for one range by the policy of the default branch; what the range itself does to the policy file has no
 * say.
 */
async function judgeRange(
  context: JobContext,
  task: PullRequestTask | MergeGroupTask,
  range: JudgedRange,
  attempt: Try,
): Promise<void> {
  const { installationId, repository } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const ranges = await unjudged(context.db, repository.id, [range], policy);
  if (ranges.length === 0) return;
  const proposer = task.kind === 'pull-request' ? task.author : undefined;
  const by = proposer === undefined ? {} : { proposer };
  const askedAt = madeAt(attempt.id);
  const head = { installationId, repository, sha: range.head, ranges, policy, askedAt, ...by };
  await judgeHead(context, head, attempt.retryCount);
}

/**
 * Judges a pull request at one of its heads: every commit that the base does not have, those of a fork as well, which
 * GitHub shows through the base repository. A head that was replaced meanwhile is judged all the same, for what it
 * leaked can still be read; its check stands on its own commit.
 */
export async function scanPullRequest(
  context: JobContext,
  task: PullRequestTask,
  attempt: Try,
): Promise<void> {
  const { number, head, headRef, base, baseRef } = task;
  const range = { number, head, ...(headRef === undefined ? {} : { headRef }), base, baseRef };
  await judgeRange(context, task, range, attempt);
}

/** Judges what a merge queue is about to merge. The queue waits for the check, so it gets one in every mode. */
export async function scanMergeGroup(context: JobContext, task: MergeGroupTask, attempt: Try): Promise<void> {
  await judgeRange(context, task, { number: 0, head: task.head, base: task.base }, attempt);
}
