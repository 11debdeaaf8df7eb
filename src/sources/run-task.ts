import { z } from 'zod';
import { readLogin } from '../github/login.ts';
import { HookRepository, hookRepository, sha } from './hook-repository.ts';

const id = z.number().int().positive();

const Payload = z.object({
  action: z.literal('completed'),
  installation: z.object({ id }),
  repository: HookRepository,
  workflow_run: z.object({
    id,
    head_sha: sha,
    run_attempt: id.default(1),
    event: z.string().optional().catch(undefined),
    head_repository: z.object({ id }).nullish().catch(undefined),
    /** Who began this attempt, and who caused the run. */
    triggering_actor: z.unknown().optional(),
    actor: z.unknown().optional(),
  }),
});

const run = z.object({
  installationId: id,
  repository: z
    .object({ id, owner: z.string(), name: z.string(), private: z.boolean(), defaultBranch: z.string() })
    .readonly(),
  run: id,
  attempt: id,
  /** The commit on which the check run is made. */
  head: sha,
  /** Login of who began it, where GitHub says so. */
  author: z.string().optional(),
  /** Who caused it, where that may be somebody without a right to write; null where GitHub does not say. */
  outsider: z.object({ id, login: z.string() }).nullish(),
});

const Account = z.object({ login: z.unknown().optional() });
const Identified = z.object({ id, login: z.unknown() });

/** Events that only who may write causes; all others follow from what anybody may do. */
const OWN_EVENTS: ReadonlySet<string> = new Set([
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'create',
  'delete',
  'release',
  'deployment',
  'deployment_status',
  'merge_group',
  'page_build',
  'registry_package',
]);

type Ended = z.infer<typeof Payload>['workflow_run'];

/** A run shows what it was given, and that may be what a stranger proposed or wrote. */
function outsiderOf(
  { event = '', head_repository: head, actor }: Ended,
  repositoryId: number,
): LogTask['outsider'] {
  const isOwn = OWN_EVENTS.has(event) || (event === 'pull_request' && head?.id === repositoryId);
  if (isOwn) return undefined;
  const account = Identified.safeParse(actor).data;
  const login = readLogin(account?.login);
  return account && login !== undefined ? { id: account.id, login } : null;
}

function loginOf(account: unknown): string | undefined {
  return readLogin(Account.safeParse(account).data?.login);
}

/** A workflow run that ended: its log is to be read. */
export const LogTask = run.extend({ kind: z.literal('scan-log') }).readonly();
export type LogTask = z.infer<typeof LogTask>;

/** The artifacts of a run that ended are to be read, as policy wants it. */
export const ArtifactsTask = run.extend({ kind: z.literal('scan-artifacts') }).readonly();
export type ArtifactsTask = z.infer<typeof ArtifactsTask>;

/** The log of a run showed a credential and is to be deleted, as policy wants it. */
export const DeleteLogTask = run.extend({ kind: z.literal('delete-log') }).readonly();
export type DeleteLogTask = z.infer<typeof DeleteLogTask>;

/** What all jobs about one run know of it. */
export type RunTask = Omit<LogTask, 'kind'>;

/**
 * Projects the payload of GitHub's `workflow_run` webhook to a job; undefined unless the run has ended.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export function logTask(payload: unknown): LogTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { installation, repository, workflow_run: ended } = parsed.data;
  const author = loginOf(ended.triggering_actor) ?? loginOf(ended.actor);
  const outsider = outsiderOf(ended, repository.id);
  return {
    kind: 'scan-log',
    installationId: installation.id,
    repository: hookRepository(repository),
    run: ended.id,
    attempt: ended.run_attempt,
    head: ended.head_sha,
    ...(author === undefined ? {} : { author }),
    ...(outsider === undefined ? {} : { outsider }),
  };
}
