import { z } from 'zod';
import { redactKnownFormats } from '../detect/index.ts';
import { readLogin } from '../github/login.ts';
import { hookRepository, HookRepository, repositorySchema, sha } from './hook-repository.ts';

const Payload = z.object({
  action: z.string(),
  installation: z.object({ id: z.number().int().positive() }),
  repository: HookRepository,
  pull_request: z.object({
    number: z.number().int().positive(),
    user: z.object({ login: z.unknown() }).nullish().catch(undefined),
    // The repository of the head may be a fork, or deleted and null: its commits are read through the base repository.
    head: z.object({
      sha,
      ref: z.string().min(1).max(1024),
      repo: z.object({ id: z.number() }).nullish().catch(undefined),
    }),
    base: z.object({ sha, ref: z.string().min(1).max(1024) }),
  }),
  changes: z.object({ base: z.unknown() }).optional(),
});

/** A pull request to be judged: the commits of its head that its base does not have. */
export const PullRequestTask = z
  .object({
    kind: z.literal('pull-request'),
    installationId: z.number().int().positive(),
    repository: repositorySchema,
    number: z.number().int().positive(),
    head: sha,
    /** Login of who opened it. */
    author: z.string().optional(),
    /** Name of the head's branch; absent when that is in a fork. */
    headRef: z.string().optional(),
    base: sha,
    /** Name of the base's branch; a credential in it is taken out, and then it names no branch. */
    baseRef: z.string(),
  })
  .readonly();
export type PullRequestTask = z.infer<typeof PullRequestTask>;

/** When there is something new to judge. Nothing is asked of a pull request that closes: what it brought was read. */
const NEWS = new Set(['opened', 'synchronize', 'reopened']);

/**
 * Projects GitHub's `pull_request` payload to a job.
 *
 * @returns undefined when neither its commits nor its base changed, or it is of no installation
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 */
export function pullRequestTask(payload: unknown): PullRequestTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { action, installation, repository, pull_request: pull, changes } = parsed.data;
  const author = readLogin(pull.user?.login);
  const isOwn = pull.head.repo?.id === repository.id;
  const hasNewBase = action === 'edited' && changes?.base !== undefined;
  if (!NEWS.has(action) && !hasNewBase) return undefined;
  return {
    kind: 'pull-request',
    installationId: installation.id,
    repository: hookRepository(repository),
    number: pull.number,
    head: pull.head.sha,
    ...(author === undefined ? {} : { author }),
    ...(isOwn ? { headRef: redactKnownFormats(pull.head.ref) } : {}),
    base: pull.base.sha,
    baseRef: redactKnownFormats(pull.base.ref),
  };
}
