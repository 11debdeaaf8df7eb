import type { Probot } from 'probot';
import { z } from 'zod';
import { redactKnownFormats } from './detect/index.ts';
import type { Delivery } from './ingress/store-delivery.ts';
import type { NewJob } from './jobs/queue/queue.ts';
import { buttonTask, commentCommandTask } from './sources/commands/command-task.ts';
import { issueTask } from './sources/issue-task.ts';
import { mergeGroupTask } from './sources/merge-group-task.ts';
import { policyRunRerequest, policySuiteRerequest } from './sources/policy-check-task.ts';
import { pullRequestTask } from './sources/pull-request-task.ts';
import { readAlertTask } from './sources/alert-task.ts';
import { pushTask } from './sources/push-task.ts';
import { installationTask } from './sources/installation-task.ts';
import { repositoryTask } from './sources/repository-task.ts';
import { logTask } from './sources/run-task.ts';
import { readThreadTask } from './sources/thread-task.ts';
import { readWikiTask } from './sources/wiki/wiki-task.ts';
import type { ThreadEventName } from './sources/threads/thread-events.ts';
import { variablesTask } from './sources/variables/variables-task.ts';
import { runRerequest, suiteRerequest } from './sources/rerequest-task.ts';

/** A job that a webhook causes; it runs in the lane of its installation. */
export interface Work {
  readonly data: object;
  /** Default: `github`. */
  readonly queue?: 'github' | 'bulk';
  /** Default: that of its installation, which may be paused. */
  readonly lane?: string;
}

/** What a webhook becomes. Never throws on a payload. */
type Route = (payload: unknown) => readonly Work[];

/** The route of an event that causes at most one job of the queue `github`. */
const one =
  (project: (payload: unknown) => object | undefined): Route =>
  (payload) => {
    const data = project(payload);
    return data === undefined ? [] : [{ data }];
  };

/** The same of the queue `bulk`, for what takes long. */
const bulk =
  (project: (payload: unknown) => object | undefined): Route =>
  (payload) =>
    one(project)(payload).map((work) => ({ ...work, queue: 'bulk' as const }));

/** People name branches after tokens; the names are only compared, so names without their credential serve as well. */
function push(payload: unknown): object | undefined {
  const task = pushTask(payload);
  if (!task) return undefined;
  const defaultBranch = redactKnownFormats(task.repository.defaultBranch);
  return { ...task, ref: redactKnownFormats(task.ref), repository: { ...task.repository, defaultBranch } };
}

/** The route of an event of which two stages take their part. */
const both =
  (first: Route, second: Route): Route =>
  (payload) => [...first(payload), ...second(payload)];

/** The route of an event that brings what a person wrote. */
const text = (event: ThreadEventName): Route => one((payload) => readThreadTask(event, payload));

/** In a lane of its own: when the installation is suspended, its lane waits for the one that says that it is no more. */
const installations: Route = (payload) => {
  const data = installationTask(payload);
  return data === undefined ? [] : [{ data, lane: `installation/${data.installationId}` }];
};

/** Which event becomes which job. Events without a row are stored as delivered and cause nothing. */
const ROUTES: Readonly<Record<string, Route>> = {
  push: one(push),
  pull_request: both(one(pullRequestTask), text('pull_request')),
  merge_group: one(mergeGroupTask),
  check_suite: both(one(suiteRerequest), one(policySuiteRerequest)),
  check_run: both(both(one(runRerequest), one(buttonTask)), one(policyRunRerequest)),
  repository: one(repositoryTask),
  public: one(repositoryTask),
  installation: installations,
  installation_repositories: installations,
  installation_target: installations,
  issues: both(text('issues'), one(issueTask)),
  issue_comment: both(text('issue_comment'), one(commentCommandTask)),
  pull_request_review: text('pull_request_review'),
  pull_request_review_comment: text('pull_request_review_comment'),
  commit_comment: text('commit_comment'),
  discussion: text('discussion'),
  discussion_comment: text('discussion_comment'),
  release: text('release'),
  gollum: bulk(readWikiTask),
  secret_scanning_alert: one(readAlertTask),
  workflow_run: both(one(variablesTask), bulk(logTask)),
  workflow_job: one(variablesTask),
  workflow_dispatch: one(variablesTask),
};

const Envelope = z.object({
  action: z.string().max(100).optional().catch(undefined),
  installation: z.object({ id: z.number().int() }).optional().catch(undefined),
});

/** Turns a verified webhook into its delivery row and its jobs; pure, and never throws on a payload. */
export function routeWebhook(
  id: string,
  name: string,
  payload: unknown,
): { delivery: Delivery; jobs: readonly NewJob[] } {
  const { action, installation } = Envelope.parse(payload);
  const work = (Object.hasOwn(ROUTES, name) ? ROUTES[name]?.(payload) : undefined) ?? [];
  return {
    delivery: {
      id,
      event: name,
      ...(action === undefined ? {} : { action }),
      ...(installation === undefined ? {} : { installationId: installation.id }),
    },
    jobs: installation
      ? work.map(({ data, queue = 'github', lane = String(installation.id) }) => ({ queue, lane, data }))
      : [],
  };
}

/**
 * The Probot app: hands each event to `accept`, which stores it before Probot's `receive` resolves.
 *
 * @param accept stores a delivery and its jobs in one transaction
 */
export default function rekey(
  app: Probot,
  { accept }: { readonly accept: (delivery: Delivery, jobs: readonly NewJob[]) => Promise<void> },
): void {
  app.onAny(async ({ id, name, payload }) => {
    const { delivery, jobs } = routeWebhook(id, name, payload);
    await accept(delivery, jobs);
  });
}
