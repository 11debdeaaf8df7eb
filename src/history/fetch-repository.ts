import { setTimeout as delay } from 'node:timers/promises';
import { RekeyError } from '../base/errors.ts';
import { folderBytes } from './folder-bytes.ts';
import { startGit, type Git } from './git.ts';
import { makeRepository } from './own-repository.ts';
import { REMOTE, remoteEnvironment, type Remote } from './remote.ts';
import { splitStream } from './split-stream.ts';

/** What a ref of the server pointed to. */
export interface Tip {
  readonly ref: string;
  /** A commit, or an annotated tag. */
  readonly id: string;
}

/** How much may be fetched. */
export interface FetchLimits {
  /** Of disk. */
  readonly bytes: number;
  readonly ms: number;
}

const NEWLINE = 0x0a;
const LOOK_EVERY_MS = 250;
const MAX_TIPS = 2_000_000;
const TIP = /^([0-9a-f]{40}|[0-9a-f]{64})\t(refs\/[^\n]+)$/;

/** What git says, in its own words since its first version, and what that means here. */
const REASONS: readonly (readonly [said: RegExp, code: string, message: string])[] = [
  [/not our ref|unadvertised object/, 'TIP_GONE', 'A commit that was to be read is no longer on the server.'],
  [
    /error: 40[134]|repository.* not found|could not read Username|Authentication failed/i,
    'REPOSITORY_GONE',
    'The repository does not exist, or the App may not read it.',
  ],
  [/No space left/i, 'DISK_FULL', 'There is no room left in DATA_DIR: free some, or name a larger place.'],
];

function explain(error: unknown): unknown {
  if (!(error instanceof RekeyError) || error.code !== 'GIT_FAILED') return error;
  const [, code, message] = REASONS.find(([said]) => said.test(error.message)) ?? [];
  if (code !== undefined && message !== undefined) return new RekeyError(code, message);
  return new RekeyError('FETCH_FAILED', 'The repository could not be fetched.', { cause: error });
}

/** Ends git when the process stops, when it takes too long, or when the folder grows too large. */
async function watch(git: Git, folder: string, limits: FetchLimits, stop: AbortSignal): Promise<void> {
  let ended = false;
  const end = git.ended.then(
    () => void (ended = true),
    () => void (ended = true),
  );
  const deadline = Date.now() + limits.ms;
  const reason = () => {
    if (stop.aborted) return new RekeyError('STOPPED', 'The process stops.');
    if (Date.now() > deadline) return new RekeyError('FETCH_TOO_SLOW', 'Fetching it took too long.');
    if (folderBytes(folder) > limits.bytes)
      return new RekeyError('TOO_LARGE', 'The repository needs more room than BACKFILL_MAX_MB allows.');
    return undefined;
  };
  for (;;) {
    // Before the end is looked at: what came last may have been too much.
    const problem = reason();
    if (problem !== undefined) {
      git.stop();
      await end;
      throw problem;
    }
    if (ended) break;
    await Promise.race([end, delay(LOOK_EVERY_MS)]);
  }
  await git.ended.catch((error: unknown) => {
    throw explain(error);
  });
}

/**
 * What the server's refs point to, in its order. Throws REPOSITORY_GONE, FETCH_FAILED, FETCH_TOO_SLOW, STOPPED.
 *
 * @param refs patterns as `git ls-remote` takes them: `refs/heads/*`, where `*` goes over slashes as well
 */
export async function listTips(
  remote: Remote,
  folder: string,
  refs: readonly string[],
  limits: FetchLimits,
  stop: AbortSignal,
): Promise<readonly Tip[]> {
  await makeRepository(folder);
  const args = ['ls-remote', '--quiet', '--refs', REMOTE, ...refs];
  const git = startGit(args, folder, remoteEnvironment(folder, remote));
  git.stdin.end();
  const tips: Tip[] = [];
  const watching = watch(git, folder, limits, stop);
  watching.catch(() => undefined);
  for await (const line of splitStream(git.stdout, NEWLINE)) {
    const [, id, ref] = TIP.exec(line.toString('utf8')) ?? [];
    if (id !== undefined && ref !== undefined && tips.length < MAX_TIPS) tips.push({ id, ref });
  }
  await watching;
  return tips;
}

/**
 * Brings commits, with all that they build on, into a bare repository of our own; no ref is written, no hook is run, no
 * redirect followed. Throws TIP_GONE, TOO_LARGE, REPOSITORY_GONE, DISK_FULL, FETCH_FAILED, FETCH_TOO_SLOW, STOPPED; what
 * is in the folder then is of no use.
 *
 * @param ids of commits or annotated tags; the server gives any that it still has
 */
export async function fetchTips(
  remote: Remote,
  folder: string,
  ids: Iterable<string>,
  limits: FetchLimits,
  stop: AbortSignal,
): Promise<void> {
  await makeRepository(folder);
  const git = startGit(
    // It tells its progress to whoever started it, and so ends by itself when that process was killed.
    ['fetch', '--progress', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--stdin', REMOTE],
    folder,
    remoteEnvironment(folder, remote),
  );
  git.stdout.resume();
  git.stdin.end([...new Set(ids)].map((id) => `${id}\n`).join(''));
  await watch(git, folder, limits, stop);
}

/** Fetches whatever some refs of a repository point to into `folder`; nothing is fetched of an empty repository. */
export async function fetchRepository(
  remote: Remote,
  options: {
    readonly folder: string;
    readonly refs: readonly string[];
    readonly limits: FetchLimits;
    readonly signal: AbortSignal;
  },
): Promise<readonly Tip[]> {
  const { folder, refs, limits, signal } = options;
  const tips = await listTips(remote, folder, refs, limits, signal);
  const ids = tips.map(({ id }) => id);
  if (ids.length > 0) await fetchTips(remote, folder, ids, limits, signal);
  return tips;
}
