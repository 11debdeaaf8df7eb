import { detect, hasMcpContext, looksLikeServerMap, redactKnownFormats, surfaceOf } from '../detect/index.ts';
import type { Octokit } from '../github/types.ts';
import type { Observation } from '../inventory/observation.ts';
import type { RecordedCredential } from '../inventory/record-credentials.ts';
import { recordPush } from '../inventory/record-push.ts';
import { createScrub } from '../inventory/scrub.ts';
import { isPending } from '../inventory/state.ts';
import { decide, utcDay } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import type { PushTask } from '../sources/push-task.ts';
import type { CommitText } from '../sources/commit-text.ts';
import { readPush } from '../sources/read-push.ts';
import type { JobContext } from './context.ts';
import { forgetPolicies, isOrganisationPolicy, policyFor } from './policies.ts';
import { logIncident } from './log-incident.ts';
import { publishCleanCheck } from './publish-clean-check.ts';
import type { NewJob } from './queue.ts';
import { GRACE_SECONDS } from './report-rules.ts';
import { RetryLater } from './retry-later.ts';

/** A webhook can outrun GitHub's replicas: a commit that is not there yet is asked for again, twice. */
const TRIES_FOR_MISSING = 2;
const RETRY_MISSING_MS = 2000;

const FIRST_STATE = { auto: 'found', ask: 'approval_needed', never: 'denied_by_policy' } as const;

async function observe(text: CommitText, policy: Policy, today: string): Promise<Observation[]> {
  const seen: Observation[] = [];
  const mcpContext = hasMcpContext(text.path, text.content);
  for (const finding of detect({ path: text.path, content: text.content })) {
    const { startLine, endLine } = finding.span;
    // In a hunk, what stands on a context line or was removed is no news; in a whole file it is recorded.
    if (!text.whole && text.onAddedLines(startLine, endLine) === false) continue;
    const decision = decide(finding, policy, { path: text.path, today, mcpContext });
    if (!decision.report) continue;
    seen.push({
      finding,
      commit: text.commit,
      path: text.path,
      startLine: text.lineOf(startLine),
      endLine: text.lineOf(endLine),
      introduced: await text.introduces(startLine, endLine, finding.secret.reveal()),
      ...(decision.environment === undefined ? {} : { environment: decision.environment }),
      firstState: FIRST_STATE[decision.revoke],
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
  for await (const text of reading.texts) seen.push(...(await observe(text, policy, today)));
  if (reading.missing().length > 0 && retryCount < TRIES_FOR_MISSING)
    throw new RetryLater(RETRY_MISSING_MS, { pausesLane: false });
  return { seen, notes: reading.notes() };
}

/** The revocations that a push calls for, and its reports: at once where nothing is under way, else after the grace. */
function jobsAfter(task: PushTask, checkId: string, credentials: readonly RecordedCredential[]): NewJob[] {
  const { installationId, repository } = task;
  const report = (data: object, waits: boolean): NewJob => ({
    queue: 'github',
    lane: String(installationId),
    data: { ...data, installationId, atLatest: waits },
    ...(waits ? { afterSeconds: GRACE_SECONDS } : {}),
  });
  const revocations = credentials
    .filter(({ toRevoke }) => toRevoke)
    .map(({ incidentId }): NewJob => ({
      queue: 'revoke',
      lane: incidentId,
      data: { incidentId, repositoryId: repository.id },
    }));
  return [
    ...revocations,
    ...credentials.map(({ incidentId, state }) =>
      report({ kind: 'report-issue', incidentId }, isPending(state)),
    ),
    report(
      { kind: 'report-check', checkId },
      credentials.some(({ state }) => isPending(state)),
    ),
  ];
}

/**
 * The first job of a push: reads what it brought, records what was found and asks for the revocations, all before
 * anything is reported. A push that brought nothing gets its green check here, in one request.
 */
export async function scanPush(context: JobContext, task: PushTask, retryCount: number): Promise<void> {
  const { db, keys, queue, github, log } = context;
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

  const scrub = createScrub(
    seen.map((observation) => observation.finding.secret),
    redactKnownFormats,
  );
  const recorded = await db.transaction().execute(async (trx) => {
    const { checkId, credentials } = await recordPush(trx, keys, repository, facts, seen, scrub);
    await queue.send(trx, jobsAfter(task, checkId, credentials));
    return credentials;
  });
  queue.wake();
  for (const { incidentId, state, toRevoke } of recorded)
    if (toRevoke) logIncident(log, incidentId, [{ event: state }]);
}
