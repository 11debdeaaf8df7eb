import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import { INSIDERS } from '../../github/crowd.ts';
import type { ThreadPlace, ThreadType } from '../../github/place.ts';
import type { Octokit } from '../../github/types.ts';
import { utcDay } from '../../policy/decide.ts';
import type { ReadThreadTask } from '../../sources/thread-task.ts';
import { readThread, type Thread } from '../../sources/threads/read-thread.ts';
import type { Observation } from '../../inventory/observation.ts';
import { crowdsOfWriters } from '../judge/crowd-of.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { noteGap } from '../installations/note-gap.ts';
import { observeThread } from './observe-thread.ts';
import { policyFor } from '../judge/policies.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** A webhook can outrun GitHub's replicas: a text that is not there yet is asked for again, twice. */
const TRIES_FOR_MISSING = 2;
const RETRY_MISSING_MS = 2000;

/** The permission that lets the App read a text of a type, as the manifest names it. */
const PERMISSION: Readonly<Record<ThreadType, string>> = {
  issue: 'issues',
  'issue-comment': 'issues',
  'pull-request': 'pull_requests',
  review: 'pull_requests',
  'review-comment': 'pull_requests',
  'commit-comment': 'contents',
  discussion: 'discussions',
  'discussion-comment': 'discussions',
  release: 'contents',
  wiki: 'contents',
};

/** True for a refusal for want of a permission; a rate limit is none. */
export function isRefused(error: unknown): boolean {
  return isGitHubError(error) && error.status === 403 && rateLimitWait(error) === undefined;
}

async function read(
  context: JobContext,
  octokit: Octokit,
  task: ReadThreadTask,
  retryCount: number,
): Promise<Thread | undefined> {
  try {
    const thread = await readThread(octokit, task.node);
    if (!thread && retryCount < TRIES_FOR_MISSING)
      throw new RetryLater(RETRY_MISSING_MS, { pausesLane: false });
    return thread;
  } catch (error) {
    if (!isRefused(error)) throw error;
    await noteGap(context, task.installationId, PERMISSION[task.thread]);
    return undefined;
  }
}

/**
 * Reads a text of a person again, in which a look at its webhook found something, and acts on what it holds. A text that
 * was deleted meanwhile is gone with all its versions.
 */
export async function scanThread(
  context: JobContext,
  task: ReadThreadTask,
  { retryCount }: Try,
): Promise<void> {
  const { installationId, repository } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const octokit = await context.github.forInstallation(installationId);
  const thread = await read(context, octokit, task, retryCount);
  if (!thread) return;
  const place: ThreadPlace = {
    kind: 'thread',
    thread: task.thread,
    id: task.id,
    node: task.node,
    ...(task.number === undefined ? {} : { number: task.number }),
    ...(thread.author === undefined ? {} : { author: thread.author }),
  };
  const found = observeThread(context.keys, place, thread, policy, utcDay(new Date()));
  if (found.length === 0) return;
  // Only who may write publishes a release.
  const isRelease = task.thread === 'release';
  const crowdFor = crowdsOfWriters(octokit, repository);
  const seen: Observation[] = [];
  for (const { seen: one, writer } of found)
    seen.push({
      ...one,
      ...(writer === undefined ? {} : { author: writer.login }),
      crowd: isRelease ? INSIDERS : await crowdFor(writer),
    });
  await actOnFindings(context, { installationId, repository, seen });
}
