import { rangesAt } from '../../inventory/judged-ranges.ts';
import { readSoon } from '../../register/reads.ts';
import type { PushTask } from '../../sources/push-task.ts';
import { followFix } from '../fix/ask-for-fixes.ts';
import { askForPolicyCheck } from '../policy/ask-for-check.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { madeAt } from '../queue/made-at.ts';
import { judgeHead } from './judge-head.ts';
import { forgetPolicies, isOrganisationPolicy, policyFor } from './policies.ts';
import { unjudged } from './unjudged.ts';

/**
 * The first job of a push: judges the commits that it brought. A push to the branch of a pull request is judged for all
 * of the pull request at once: otherwise the check would be green for a moment, until the pull request's own job puts
 * back what an earlier push of it leaked.
 */
export async function scanPush(context: JobContext, task: PushTask, attempt: Try): Promise<void> {
  const { installationId, repository, touchesPolicy } = task;
  if (touchesPolicy && isOrganisationPolicy(repository)) await forgetPolicies(context, installationId);
  if (task.touchesRegister === true)
    await readSoon(context.db, { installationId, repositoryId: repository.id });
  const { policy } = await policyFor(context, installationId, repository, { reread: touchesPolicy });
  const before = await rangesAt(context.db, repository.id, task.before);
  const pulls = before
    .filter(({ headRef }) => headRef !== undefined && task.ref === `refs/heads/${headRef}`)
    .map((range) => ({ ...range, head: task.head }));
  const head = {
    installationId,
    repository,
    sha: task.head,
    push: task,
    ranges: await unjudged(context.db, repository.id, pulls, policy),
    policy,
    askedAt: madeAt(attempt.id),
  };
  await judgeHead(context, head, attempt.retryCount);
  if (!task.ref.startsWith('refs/heads/')) return;
  const isDefault = task.ref === `refs/heads/${repository.defaultBranch}`;
  if (touchesPolicy || task.bringsPolicy === true)
    await askForPolicyCheck(context, {
      installationId,
      repository,
      head: task.head,
      ofFork: false,
      ...(isDefault ? { before: task.before } : {}),
    });
  if (isDefault) await followFix(context, repository.id, touchesPolicy);
  // Nobody waits for it: a head that is not kept is found by the next reconcile, which reads it once more.
  context.heads
    .save({ repositoryId: repository.id, ref: task.ref, sha: task.after })
    .catch((err: unknown) => context.log.warn({ err }, 'the head of a branch could not be kept'));
}
