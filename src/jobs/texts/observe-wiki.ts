import { decodeText } from '../../base/decode-text.ts';
import { placePath, placeVersion, type ThreadPlace } from '../../github/place.ts';
import type { HistoryBlob } from '../../history/blob-list.ts';
import { readGit } from '../../history/git.ts';
import { listBlobs, markHeads, type Repository } from '../../history/list-blobs.ts';
import { ownEnvironment } from '../../history/own-repository.ts';
import { openBlobs } from '../../history/read-blobs.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Policy } from '../../policy/policy.ts';
import { judgeText } from '../judge/judge-text.ts';

/** Pages are far smaller; pictures are not read at all. */
const MAX_BYTES = 2_000_000;
const PER_READ = 200;

/** As its commit names him; people change wikis with git as well, so it need be no login. */
async function authorOf({ folder, env }: Repository, commit: string): Promise<string> {
  const said = await readGit(['show', '--no-patch', '--format=%an', commit], folder, env);
  return said.toString('utf8').trim();
}

async function observePage(
  repository: Repository,
  { path, commit, atHead }: HistoryBlob,
  bytes: Uint8Array,
  policy: Policy,
  today: string,
): Promise<readonly Observation[]> {
  const content = decodeText(bytes);
  if (content === undefined) return [];
  const judged = judgeText({ path: `wiki/${path}`, content }, policy, today);
  if (judged.length === 0) return [];
  const place: ThreadPlace = {
    kind: 'thread',
    thread: 'wiki',
    id: path,
    version: commit,
    author: await authorOf(repository, commit),
    ...(atHead ? {} : { earlier: true }),
  };
  return judged.map(({ finding, ...decision }) => ({
    ...decision,
    finding,
    commit: placeVersion(place),
    path: placePath(place),
    place,
    startLine: finding.span.startLine,
    endLine: finding.span.endLine,
    introduced: true,
    atHead,
  }));
}

/**
 * What the pages of a fetched wiki hold in the commits between some that are known and its heads, judged.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export async function observeWiki(
  folder: string,
  { heads, known }: { readonly heads: readonly string[]; readonly known: readonly string[] },
  policy: Policy,
  today: string,
  stop: AbortSignal,
): Promise<readonly Observation[]> {
  const repository = { folder, env: ownEnvironment(folder) };
  // What is known may be gone, when its history was rewritten.
  const input = [...heads, ...known.map((id) => `^${id}`)].map((id) => `${id}\n`);
  const list = await listBlobs([{ args: ['--ignore-missing', '--stdin'], input }], repository, stop);
  await markHeads(list, heads, repository);
  const blobs = [...list];
  const reader = openBlobs(folder, MAX_BYTES);
  const seen: Observation[] = [];
  try {
    for (let from = 0; from < blobs.length; from += PER_READ) {
      const part = blobs.slice(from, from + PER_READ);
      let index = 0;
      for await (const bytes of reader.read(part.map(({ blob }) => blob))) {
        stop.throwIfAborted();
        const page = part[index];
        index += 1;
        if (page && typeof bytes !== 'string')
          seen.push(...(await observePage(repository, page, bytes, policy, today)));
      }
    }
  } finally {
    reader.close();
  }
  return seen;
}
