import { detect, findJobsIn, findServersIn, redactKnownFormats } from '../../detect/index.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { createScrub, type Scrub } from '../../inventory/scrub.ts';
import { CODE_OWNERS_MAX_BYTES } from '../../policy/code-owners.ts';
import { keepList, readLists } from '../../register/lists.ts';
import { lastRead, noteRead, readSoon } from '../../register/reads.ts';
import {
  forgetFiles,
  recordFile,
  type FileMentions,
  type RepositoryKey,
} from '../../register/record-file.ts';
import { decodeText } from '../../sources/decode-text.ts';
import { inOrder } from '../../sources/in-order.ts';
import { CODE_OWNERS_PATHS } from '../../sources/read-code-owners.ts';
import { readBlob } from '../../sources/read-content.ts';
import { isRegisterPath, namesConsumers } from '../../sources/register/register-paths.ts';
import { readTree, type TreeAnswer, type TreeFile } from '../../sources/register/read-tree.ts';
import type { JobContext } from '../queue/context.ts';

const TREE = 'tree';
/** Larger files are no configuration that people write. */
const MAX_BYTES = 1_048_576;
/** So many files are read in one run; the rest by the next. */
const MAX_FILES = 200;
const WIDTH = 4;

/** What reading the files of a repository works with. */
export interface FileReader {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly repository: RepositoryRef;
  readonly key: RepositoryKey;
}

const scrubPath = createScrub([], redactKnownFormats);

async function textOf({ octokit, repository }: FileReader, file: TreeFile, max: number) {
  if (file.size > max) return undefined;
  const bytes = await readBlob(octokit, repository, file.sha);
  return typeof bytes === 'string' ? undefined : decodeText(bytes);
}

/** Whatever is found in a file is in none of the names that are kept of it. */
function mentionsIn({ path, sha: blob }: TreeFile, content: string | undefined): [FileMentions, Scrub] {
  if (content === undefined || !namesConsumers(path))
    return [{ path, blob, servers: [], jobs: [] }, scrubPath];
  const text = { path, content };
  const secrets = detect(text).map(({ secret }) => secret);
  return [
    { path, blob, servers: findServersIn(text), jobs: findJobsIn(text) },
    createScrub(secrets, redactKnownFormats),
  ];
}

async function knownBlobs({ context, key }: FileReader): Promise<ReadonlyMap<string, string>> {
  const rows = await context.db
    .selectFrom('register_files')
    .select(['path', 'blob'])
    .where('repository_id', '=', key.repositoryId)
    .execute();
  return new Map(rows.map(({ path, blob }) => [path, blob]));
}

/** Of several files of owners the first counts; the others say nothing. */
function withoutIdleOwners(files: readonly TreeFile[]): {
  readonly files: readonly TreeFile[];
  readonly owners: TreeFile | undefined;
} {
  const owners = CODE_OWNERS_PATHS.map((path) => files.find((file) => file.path === path)).find(
    (file) => file !== undefined,
  );
  return { files: files.filter((file) => file === owners || namesConsumers(file.path)), owners };
}

/** Reads what changed, file by file: each is kept by itself, so that a crash loses one. False when some are left. */
async function readChanged(reader: FileReader, changed: readonly TreeFile[], owners: TreeFile | undefined) {
  const { context, key } = reader;
  const read = async (file: TreeFile) => ({
    file,
    content: await textOf(reader, file, file === owners ? CODE_OWNERS_MAX_BYTES : MAX_BYTES),
  });
  for await (const { file, content } of inOrder(changed.slice(0, MAX_FILES), WIDTH, read)) {
    const [mentions, scrub] = mentionsIn(file, content);
    await context.db.transaction().execute(async (trx) => {
      await recordFile(trx, key, mentions, scrub);
      // A text in UTF-16 may hold the one character that PostgreSQL does not take.
      if (file === owners) await noteRead(trx, key, { codeOwners: content?.replaceAll('\0', '') ?? '' });
    });
  }
  return changed.length <= MAX_FILES;
}

/** What another installation read is not this one's: it is read again, and then stands in its name. */
async function beginAnew({ context, key }: FileReader): Promise<void> {
  await context.db
    .updateTable('register_files')
    .set({ blob: '' })
    .where('repository_id', '=', key.repositoryId)
    .execute();
}

type Listed = Exclude<TreeAnswer, { readonly kind: 'unchanged' | 'gone' }>;

/** Reads what a tree lists and is not known; false when some is left for the next run. */
async function readListed(reader: FileReader, tree: Listed): Promise<boolean> {
  const { context, key } = reader;
  const { db, log } = context;
  const isTruncated = tree.kind === 'read' && tree.truncated;
  const known = await knownBlobs(reader);
  const { files, owners } = withoutIdleOwners(tree.kind === 'read' ? tree.files : []);
  if (isTruncated)
    log.warn(
      { repository: key.repositoryId },
      'a repository has more files than GitHub shows at once: the register holds a part of it',
    );
  else {
    const present = new Set(files.map(({ path }) => scrubPath(path)));
    const gone = [...known.keys()].filter((path) => !present.has(path));
    await db.transaction().execute((trx) => forgetFiles(trx, key, gone));
  }
  const changed = files.filter(({ path, sha }) => known.get(scrubPath(path)) !== sha);
  if (!owners && !isTruncated) await noteRead(db, key, { codeOwners: null });
  return readChanged(reader, changed, owners);
}

/**
 * Brings what is known of a repository's default branch up to date: which MCP servers its configurations name, which jobs
 * of its workflows take what, and whose files are whose. Only what changed is read; nothing when nothing was pushed.
 *
 * @returns false when there is no such repository any more
 */
export async function readFiles(reader: FileReader): Promise<boolean> {
  const { context, octokit, repository, key } = reader;
  const { db } = context;
  if ((await lastRead(db, key)) === undefined) await beginAnew(reader);
  const [page] = (await readLists(db, key)).get(TREE) ?? [];
  const tree = await readTree(octokit, repository, isRegisterPath, page?.etag);
  if (tree.kind === 'gone') return false;
  if (tree.kind === 'unchanged') {
    await noteRead(db, key, {});
    return true;
  }
  const isWhole = await readListed(reader, tree);
  await db.transaction().execute(async (trx) => {
    await noteRead(trx, key, { sha: tree.kind === 'read' ? tree.sha : null });
    // What is not read yet differs still, so the next run goes on with it.
    if (!isWhole) await readSoon(trx, key);
    else if (tree.kind === 'read') await keepList(trx, key, TREE, [{ etag: tree.etag, more: false }]);
  });
  return true;
}
