import { resolve } from 'node:path';
import { listBlobs } from '../../history/list-blobs.ts';
import { localWalks } from '../../history/local-walks.ts';
import type { Item } from '../item.ts';
import { shown } from '../places.ts';
import { BLOB_WEIGHT, repositoryRoot } from './list-added.ts';

const INCOMPLETE = 'Commits that no branch or tag leads to any more could not all be read.';

/**
 * Every version of every file that a repository has or had, each once, with the commit that brought it first, and the
 * path it had there. A later path decides only when it is that of an MCP client's configuration and the first one was
 * not.
 */
export async function* listHistory(folder: string, say: (sentence: string) => void): AsyncGenerator<Item> {
  const root = await repositoryRoot(folder);
  const list = await listBlobs(
    localWalks(folder, () => say(INCOMPLETE)),
    { folder },
  );
  for (const { blob, commit, path } of list) {
    yield { path: shown(resolve(root, path)), place: path, source: { blob }, weight: BLOB_WEIGHT, commit };
  }
}
