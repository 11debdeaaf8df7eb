import { z } from 'zod';
import { readLogin } from '../github/login.ts';
import { isRegisterPath } from './register/register-paths.ts';

/** Path of the policy file in every repository. */
export const POLICY_PATH = '.github/rekey.yml';

/** A payload lists at most this many commits; a list of this length may have been cut. */
const PAYLOAD_COMMITS_MAX = 2048;

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const paths = z.array(z.string()).optional();

const payloadSchema = z.object({
  ref: z.string().startsWith('refs/').max(1024),
  before: sha,
  after: sha,
  created: z.boolean().optional(),
  deleted: z.boolean().optional(),
  forced: z.boolean().optional(),
  head_commit: z.object({ id: sha }).nullish(),
  sender: z.object({ login: z.unknown().optional() }).optional().catch(undefined),
  commits: z.array(z.object({ id: sha, added: paths, modified: paths, removed: paths })).optional(),
  installation: z.object({ id: z.number().int().positive() }).optional(),
  repository: z.object({
    id: z.number().int().positive(),
    name: z.string().min(1),
    owner: z.object({ login: z.string().optional(), name: z.string().nullish() }),
    private: z.boolean().optional(),
    default_branch: z.string().optional(),
    master_branch: z.string().optional(),
  }),
});

type PushPayload = z.infer<typeof payloadSchema>;

/** What a job of the queue holds about a push: ids and names only, no file names and no messages. */
export const pushTaskSchema = z
  .object({
    kind: z.literal('push'),
    installationId: z.number().int().positive(),
    repository: z
      .object({
        id: z.number().int().positive(),
        owner: z.string().min(1),
        name: z.string().min(1),
        private: z.boolean(),
        defaultBranch: z.string().min(1),
      })
      .readonly(),
    /** The full ref, such as `refs/heads/main` or `refs/tags/v1`. */
    ref: z.string(),
    /** All zeros for a new ref. */
    before: sha,
    /** For an annotated tag the tag object, not the commit. */
    after: sha,
    /** The commit on which the check run is made. */
    head: sha,
    created: z.boolean(),
    forced: z.boolean(),
    /** Login of who pushed, as GitHub says it; absent where it does not. */
    pusher: z.string().optional(),
    /** Commits as the payload lists them, oldest first. */
    commits: z.array(sha).readonly(),
    /** The payload's list was cut or missing: `commits` is not all of it. */
    truncated: z.boolean(),
    /** The push may have changed the policy file of the default branch. */
    touchesPolicy: z.boolean(),
    /** The push may have changed which servers and jobs the default branch names, or whose files are whose. */
    touchesRegister: z.boolean().optional(),
    /** A commit of it names the policy file, on whatever branch. */
    bringsPolicy: z.boolean().optional(),
  })
  .readonly();

/** A push to be read; see {@link pushTaskSchema} for the fields. */
export type PushTask = z.infer<typeof pushTaskSchema>;

/** True for the all-zeros id by which GitHub says that a ref did not exist before or does not exist after. */
export function isZeroSha(id: string): boolean {
  return /^0+$/.test(id);
}

type PushedCommit = NonNullable<PushPayload['commits']>[number];

const isPolicyPath = (path: string): boolean => path === POLICY_PATH;

function names(
  { added = [], modified = [], removed = [] }: PushedCommit,
  isSought: (path: string) => boolean,
): boolean {
  return [added, modified, removed].some((list) => list.some(isSought));
}

/** A commit may drop a file without naming it in any list when history is rewritten, so a forced push counts too. */
function touches(
  payload: PushPayload,
  defaultBranch: string,
  truncated: boolean,
  isSought: (path: string) => boolean,
): boolean {
  if (payload.ref !== `refs/heads/${defaultBranch}`) return false;
  if (truncated || payload.forced === true) return true;
  return (payload.commits ?? []).some(
    (commit) => !commit.added || !commit.modified || !commit.removed || names(commit, isSought),
  );
}

/**
 * Projects the payload of GitHub's `push` webhook to a job. Unknown fields are dropped, and fields that some senders
 * leave out have defaults: a repository whose visibility is not given counts as public, the careful reading.
 *
 * @returns undefined when there is nothing to read: a deleted ref, no installation, or not a push payload at all
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
 */
export function pushTask(payload: unknown): PushTask | undefined {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { repository, installation, ref, before, after, commits, ...rest } = parsed.data;
  const owner = repository.owner.login ?? repository.owner.name;
  if (!installation || !owner || rest.deleted === true || isZeroSha(after)) return undefined;
  const pusher = readLogin(rest.sender?.login);
  const defaultBranch = repository.default_branch ?? repository.master_branch ?? 'main';
  const truncated = commits === undefined || commits.length >= PAYLOAD_COMMITS_MAX;
  return {
    kind: 'push',
    installationId: installation.id,
    repository: {
      id: repository.id,
      owner,
      name: repository.name,
      private: repository.private ?? false,
      defaultBranch,
    },
    ref,
    before,
    after,
    head: rest.head_commit?.id ?? after,
    created: rest.created ?? isZeroSha(before),
    forced: rest.forced ?? false,
    ...(pusher === undefined ? {} : { pusher }),
    commits: (commits ?? []).map(({ id }) => id),
    truncated,
    touchesPolicy: touches(parsed.data, defaultBranch, truncated, isPolicyPath),
    ...(touches(parsed.data, defaultBranch, truncated, isRegisterPath) ? { touchesRegister: true } : {}),
    ...(ref.startsWith('refs/heads/') && (commits ?? []).some((commit) => names(commit, isPolicyPath))
      ? { bringsPolicy: true }
      : {}),
  };
}
