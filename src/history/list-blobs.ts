import { surfaceOf } from '../detect/index.ts';
import { BlobList } from './blob-list.ts';
import { startGit, type Git } from './git.ts';
import { splitStream } from './split-stream.ts';

/** Which commits are walked, older ones first: arguments of `git rev-list`, and what it reads. */
export interface Walk {
  readonly args: readonly string[];
  /** Ids, and options if they come first; absent: none. */
  readonly input?: AsyncIterable<string> | Iterable<string>;
  /** Called when it cannot be read to its end, which then does not end the listing. */
  readonly failed?: () => void;
  /** Commits that no branch has; such walks come last. */
  readonly offBranches?: true;
}

/** A repository on this machine. */
export interface Repository {
  /** Absent: that of the working directory. */
  readonly folder?: string;
  /** All of git's environment, for one of our own. */
  readonly env?: NodeJS.ProcessEnv;
}

const NUL = 0;
const NEWLINE = 0x0a;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})/;
const DIFFERENCES =
  'diff-tree --stdin -r --root -c --raw -z --no-abbrev --no-renames --diff-filter=d --ignore-submodules=all'.split(
    ' ',
  );

/** `:modes ids status`, of a merge with one more colon, mode and id for each parent: the new id stands last. */
function newBlob(head: string): string | undefined {
  const colons = /^:+/.exec(head)?.[0].length ?? 0;
  const fields = head.slice(colons).split(' ');
  const isSubmodule = fields[colons] === '160000';
  return isSubmodule ? undefined : fields[2 * colons + 1];
}

async function write(git: Git, input: Walk['input'] = []): Promise<void> {
  for await (const line of input) {
    if (!git.stdin.writable) break;
    if (!git.stdin.write(line))
      await new Promise((done) => void git.stdin.once('drain', done).once('close', done));
  }
  git.stdin.end();
}

/** Gives the commits of a walk to git. */
async function feed({ args, input, failed }: Walk, { folder, env }: Repository, git: Git): Promise<void> {
  const commits = startGit(['rev-list', '--reverse', '--topo-order', ...args], folder, env);
  git.ended.catch(commits.stop);
  commits.stdout.pipe(git.stdin, { end: false });
  const written = write(commits, input);
  const ended = Promise.all([written, commits.ended]);
  await (failed ? ended.catch(failed) : ended);
  git.stdin.end();
}

/** @param known what earlier walks brought */
async function readDifferences(git: Git, known: BlobList | undefined): Promise<BlobList | undefined> {
  let list = known;
  let blob: string | undefined;
  let isPath = false;
  for await (const bytes of splitStream(git.stdout, NUL)) {
    const text = bytes.toString('utf8');
    if (!isPath && COMMIT.test(text)) {
      list ??= new BlobList(text.length / 2);
      list.startCommit(text);
    } else if (!isPath) {
      blob = newBlob(text);
      isPath = true;
    } else {
      isPath = false;
      if (blob !== undefined) list?.add(blob, text, surfaceOf(text) !== undefined);
    }
  }
  return list;
}

async function listWalk(
  walk: Walk,
  repository: Repository,
  known: BlobList | undefined,
  stop: AbortSignal | undefined,
): Promise<BlobList | undefined> {
  const git = startGit(DIFFERENCES, repository.folder, repository.env);
  stop?.addEventListener('abort', git.stop);
  const before = known?.size ?? 0;
  try {
    const [list] = await Promise.all([readDifferences(git, known), feed(walk, repository, git), git.ended]);
    stop?.throwIfAborted();
    if (walk.offBranches) list?.endBranches(before);
    return list;
  } finally {
    stop?.removeEventListener('abort', git.stop);
    git.stop();
  }
}

/**
 * Lists every version of every file in the commits of some walks, each once, with the commit that brought it first: of a
 * merge what none of its parents has. Files that a commit deletes are those of an earlier one.
 *
 * @param stop ends it early; it then throws
 */
export async function listBlobs(
  walks: readonly Walk[],
  repository: Repository,
  stop?: AbortSignal,
): Promise<BlobList> {
  let list: BlobList | undefined;
  for (const walk of walks) list = await listWalk(walk, repository, list, stop);
  return list ?? new BlobList(20);
}

/** Marks what the trees of some commits hold. Blobs that were not fetched are named all the same. */
export async function markHeads(
  list: BlobList,
  heads: Iterable<string>,
  { folder, env }: Repository,
): Promise<void> {
  const git = startGit(
    ['rev-list', '--objects', '--no-walk=unsorted', '--no-object-names', '--missing=allow-any', '--stdin'],
    folder,
    env,
  );
  const written = write(
    git,
    [...heads].map((id) => `${id}\n`),
  );
  for await (const line of splitStream(git.stdout, NEWLINE)) {
    const id = OBJECT.exec(line.toString('latin1'))?.[0];
    if (id !== undefined) list.markAtHead(id);
  }
  await Promise.all([written, git.ended]);
}
