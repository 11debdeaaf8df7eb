import { resolve } from 'node:path';
import { surfaceOf } from '../../detect/index.ts';
import { startGit } from '../../history/git.ts';
import type { Item } from '../item.ts';
import { BLOB_WEIGHT, repositoryRoot } from './list-added.ts';
import { shown } from '../places.ts';
import { splitStream } from '../../history/split-stream.ts';

const NUL = 0;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `:modes ids status`, of a merge with one more colon, mode and id for each parent: the new id stands last. */
function newBlob(head: string): string | undefined {
  const colons = /^:+/.exec(head)?.[0].length ?? 0;
  const fields = head.slice(colons).split(' ');
  const isSubmodule = fields[colons] === '160000';
  return isSubmodule ? undefined : fields[2 * colons + 1];
}

/**
 * Every version of every file that any branch or tag of a repository has or had, each once, with the commit that brought
 * it first, and the path it had there. A later path decides only when it is that of an MCP client's configuration and
 * the first one was not: the same text is more telling there.
 */
export async function listHistory(folder: string): Promise<readonly Item[]> {
  const root = await repositoryRoot(folder);
  const commits = startGit(['rev-list', '--reverse', '--topo-order', '--all', '--'], folder);
  const git = startGit(
    'diff-tree --stdin -r --root -c --raw -z --no-abbrev --no-renames --diff-filter=d --ignore-submodules=all'.split(
      ' ',
    ),
    folder,
  );
  commits.stdin.end();
  commits.stdout.pipe(git.stdin);

  const all = new Map<string, Item>();
  const surfaces = new Set<string>();
  let commit = '';
  let blob: string | undefined;
  let isPath = false;
  for await (const bytes of splitStream(git.stdout, NUL)) {
    const text = bytes.toString('utf8');
    if (!isPath && COMMIT.test(text)) commit = text;
    else if (!isPath) {
      blob = newBlob(text);
      isPath = true;
    } else {
      isPath = false;
      if (blob === undefined || (all.has(blob) && (surfaces.has(blob) || !surfaceOf(text)))) continue;
      if (surfaceOf(text)) surfaces.add(blob);
      const path = shown(resolve(root, text));
      all.set(blob, { path, place: text, source: { blob }, weight: BLOB_WEIGHT, commit });
    }
  }
  await Promise.all([commits.ended, git.ended]);
  return [...all.values()];
}
