import { rangesAt, type JudgedRange } from '../../inventory/judged-ranges.ts';
import type { PushedRange } from '../../sources/list-push-commits.ts';
import type { RescanTask } from '../../sources/rerequest-task.ts';
import type { JobContext } from '../queue/context.ts';
import { judgeHead } from './judge-head.ts';
import { policyFor } from './policies.ts';

const NO_COMMIT = '0'.repeat(40);

/** What GitHub names knows the base of today; what it does not name, pull requests of forks among it, was kept. */
async function rangesOf(
  context: JobContext,
  { repository, head, pulls }: RescanTask,
): Promise<readonly JudgedRange[]> {
  const kept = await rangesAt(context.db, repository.id, head);
  const named = pulls.map(({ number, headRef, base, baseRef }): JudgedRange => ({
    number,
    head,
    ...(headRef === undefined ? {} : { headRef }),
    base,
    baseRef,
  }));
  return [
    ...new Map<number, JudgedRange>([...kept, ...named].map((range) => [range.number, range])).values(),
  ];
}

/** The commits of what the check says so far: nobody knows any more which commits the push of a new branch brought. */
async function shownCommits(
  context: JobContext,
  { repository, head }: RescanTask,
): Promise<readonly string[]> {
  const rows = await context.db
    .selectFrom('checks')
    .innerJoin('check_exposures', 'check_exposures.check_id', 'checks.id')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .select('commit_sha')
    .distinct()
    .where('checks.repository_id', '=', repository.id)
    .where('head_sha', '=', head)
    .where('kind', '=', 'commit')
    .execute();
  return rows.map(({ commit_sha }) => commit_sha);
}

/** What the push brought, as far as it is known, and what its check says of it. */
async function pushOf(context: JobContext, task: RescanTask): Promise<PushedRange> {
  const { repository, head, before } = task;
  return {
    repository,
    head,
    ref: 'refs/heads/',
    created: before === undefined,
    before: before ?? NO_COMMIT,
    commits: [...(await shownCommits(context, task)), head],
    truncated: before !== undefined,
  };
}

/**
 * Judges a commit once more because somebody asked for it: with the policy as it is now, without what is remembered, and
 * in place of what its check says. The check run is completed again even when nothing changed, for GitHub waits for it.
 */
export async function rescan(context: JobContext, task: RescanTask, retryCount: number): Promise<void> {
  const { installationId, repository, head: sha } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: true });
  const ranges = await rangesOf(context, task);
  const push = await pushOf(context, task);
  const facts = { installationId, repository, sha, ranges, policy };
  await judgeHead(context, { ...facts, push, anew: true }, retryCount);
}
