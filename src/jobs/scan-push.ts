import { looksLikeServerMap, surfaceOf } from '../detect/index.ts';
import type { Octokit } from '../github/types.ts';
import type { Observation } from '../inventory/observation.ts';
import { utcDay } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import type { PushTask } from '../sources/push-task.ts';
import type { CommitText } from '../sources/commit-text.ts';
import { readPush } from '../sources/read-push.ts';
import { actOnFindings } from './act-on-findings.ts';
import type { JobContext } from './context.ts';
import { judgeText } from './judge-text.ts';
import { forgetPolicies, isOrganisationPolicy, policyFor } from './policies.ts';
import { publishCleanCheck } from './publish-clean-check.ts';
import { RetryLater } from './retry-later.ts';

/** A webhook can outrun GitHub's replicas: a commit that is not there yet is asked for again, twice. */
const TRIES_FOR_MISSING = 2;
const RETRY_MISSING_MS = 2000;

/** What a text of a commit holds, judged. */
export async function observeCommit(
  text: CommitText,
  policy: Policy,
  today: string,
): Promise<readonly Observation[]> {
  // In a hunk, what stands on a context line or was removed is no news; in a whole file it is recorded.
  const judged = judgeText(text, policy, today).filter(
    ({ finding: { span } }) => text.whole || text.onAddedLines(span.startLine, span.endLine) !== false,
  );
  const seen: Observation[] = [];
  for (const { finding, ...decision } of judged) {
    const { startLine, endLine } = finding.span;
    seen.push({
      ...decision,
      finding,
      commit: text.commit,
      path: text.path,
      startLine: text.lineOf(startLine),
      endLine: text.lineOf(endLine),
      introduced: await text.introduces(startLine, endLine, finding.secret.reveal()),
    });
  }
  return seen;
}

/** Reads the push to its end; throws when GitHub does not show a commit yet and the queue will try again. */
async function read(octokit: Octokit, task: PushTask, policy: Policy, retryCount: number) {
  const today = utcDay(new Date());
  const reading = readPush(octokit, task, {
    isSurface: (path) => surfaceOf(path) !== undefined,
    looksLikeServerMap,
  });
  const seen: Observation[] = [];
  for await (const text of reading.texts) seen.push(...(await observeCommit(text, policy, today)));
  if (reading.missing().length > 0 && retryCount < TRIES_FOR_MISSING)
    throw new RetryLater(RETRY_MISSING_MS, { pausesLane: false });
  return { seen, notes: reading.notes() };
}

/**
 * The first job of a push: reads what it brought, records what was found and asks for the revocations, all before
 * anything is reported. A push that brought nothing gets its green check here, in one request.
 */
export async function scanPush(context: JobContext, task: PushTask, retryCount: number): Promise<void> {
  const { github } = context;
  const { installationId, repository } = task;
  if (task.touchesPolicy && isOrganisationPolicy(repository)) await forgetPolicies(context, installationId);
  const judging = await policyFor(context, installationId, repository, {
    reread: task.touchesPolicy,
  });
  const { policy, errors } = judging;
  const octokit = await github.forInstallation(installationId);
  const reading = await read(octokit, task, policy, retryCount);
  const { seen } = reading;
  const notes = [...(task.touchesPolicy ? judging.notes : []), ...reading.notes];
  const facts = { installationId, headSha: task.head, mode: policy.mode, notes, policyErrors: errors };
  if (seen.length === 0 && errors.length === 0)
    return publishCleanCheck(context, repository, facts, retryCount > 0);
  await actOnFindings(context, { installationId, repository, seen, check: facts });
}
