import { resolve } from 'node:path';
import { RekeyError } from '../../base/errors.ts';
import { askGit, startGit, type Git } from '../../history/git.ts';
import type { Item } from '../item.ts';
import { parseAdded, type AddedLines } from './parse-added.ts';
import { shown } from '../places.ts';
import { splitStream } from '../../history/split-stream.ts';

const NEWLINE = 0x0a;
/** What a blob of unknown size counts for. */
export const BLOB_WEIGHT = 16_384;

/** No lines around, whole ids, prefixes that no configuration changes; what was deleted or is another repository is not told. */
const DIFFERENCE =
  '-p -U0 -M --full-index --no-color --no-ext-diff --no-textconv --src-prefix=a/ --dst-prefix=b/ --diff-filter=d --ignore-submodules=all'.split(
    ' ',
  );

/** A path in which nothing is a wildcard. */
const literal = (path: string) => `:(literal)${path}`;

/** The root of the working tree; of a bare repository, the working directory. Throws NOT_A_REPOSITORY. */
export async function repositoryRoot(folder?: string): Promise<string> {
  const root = await askGit(['rev-parse', '--show-toplevel'], folder);
  if (root !== undefined) return root;
  if ((await askGit(['rev-parse', '--git-dir'], folder)) !== undefined) return process.cwd();
  throw new RekeyError(
    'NOT_A_REPOSITORY',
    'git finds no repository here that it may read: run this inside one.',
  );
}

async function* items(git: Git, root: string): AsyncGenerator<Item> {
  for await (const lines of parseAdded(splitStream(git.stdout, NEWLINE))) yield toItem(lines, root);
  await git.ended;
}

function toItem({ path, blob, commit, added }: AddedLines, root: string): Item {
  return {
    path: shown(resolve(root, path)),
    place: path,
    source: { blob },
    weight: BLOB_WEIGHT,
    ...(commit === undefined ? {} : { commit }),
    ...(added === undefined ? {} : { added }),
  };
}

/** The tree that the next commit is compared with: an empty one before the first. */
async function base(): Promise<string> {
  const head = await askGit(['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  return head ?? (await askGit(['hash-object', '-t', 'tree', '--stdin'])) ?? '';
}

/**
 * What the next commit would add: the staged files and their new lines.
 *
 * @param paths limit it; none: all
 */
export async function* listStaged(paths: readonly string[]): AsyncGenerator<Item> {
  const root = await repositoryRoot();
  const git = startGit(['diff-index', '--cached', ...DIFFERENCE, await base(), '--', ...paths.map(literal)]);
  git.stdin.end();
  yield* items(git, root);
}

/**
 * What each commit of a range adds, oldest first. Of a merge, the lines that none of its parents has. Throws GIT_FAILED
 * for a range that is none.
 *
 * @param range as git writes it, `A..B`
 */
export async function* listRange(range: string, paths: readonly string[]): AsyncGenerator<Item> {
  const root = await repositoryRoot();
  const commits = startGit(['rev-list', '--reverse', '--topo-order', '--end-of-options', range, '--']);
  const git = startGit([
    'diff-tree',
    '--stdin',
    '-r',
    '--root',
    '--cc',
    ...DIFFERENCE,
    '--',
    ...paths.map(literal),
  ]);
  commits.stdin.end();
  commits.stdout.pipe(git.stdin);
  yield* items(git, root);
  await commits.ended;
}
