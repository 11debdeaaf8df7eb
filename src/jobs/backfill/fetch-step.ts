import { existsSync, writeFileSync } from 'node:fs';
import { fetchTips, listTips, type FetchLimits, type Tip } from '../../history/fetch-repository.ts';
import { RekeyError } from '../../base/errors.ts';
import { gitUrl } from '../../github/git-url.ts';
import { listBlobs, markHeads } from '../../history/list-blobs.ts';
import { writeList } from '../../history/list-file.ts';
import { ownEnvironment } from '../../history/own-repository.ts';
import { remoteWalks, type Tips } from '../../history/remote-walks.ts';
import { changeBackfill, packIds, unpackIds, type Backfill } from './backfill-row.ts';
import type { Work } from './work.ts';

/** Branches, tags, and pull requests: GitHub keeps the commits of those whose branch was deleted. */
const REFS = ['refs/heads/*', 'refs/tags/*', 'refs/pull/*/head'];
/** `refs/heads/*` matches at the end of a path as well: `refs/pull/refs/heads/x` is nothing of ours. */
const OURS = /^refs\/(?:heads\/|tags\/|pull\/\d+\/head$)/;
/** Below what a job may take in all. */
const MAX_FETCH_MS = 12 * 60_000;

const TOO_LARGE = 'The repository needs more room than BACKFILL_MAX_MB allows.';

const isHead = ({ ref }: Tip) => ref.startsWith('refs/heads/');
/** Each once. */
const idsOf = (tips: readonly Tip[]) => [...new Set(tips.map(({ id }) => id))];

function toTips(tips: readonly Tip[]): Tips {
  const ours = tips.filter(({ ref }) => OURS.test(ref));
  return { heads: idsOf(ours.filter(isHead)), others: idsOf(ours.filter((tip) => !isHead(tip))) };
}

/** The row as it is after a change. */
async function change(work: Work, row: Backfill, to: Partial<Backfill>): Promise<Backfill> {
  await changeBackfill(work.context.db, row, to);
  return { ...row, ...to };
}

async function pin(work: Work, row: Backfill, fetchTipsOf: () => Promise<Tips>): Promise<[Backfill, Tips]> {
  if (row.heads !== null) return [row, { heads: unpackIds(row.heads), others: unpackIds(row.others) }];
  const tips = await fetchTipsOf();
  const packed = { heads: packIds(tips.heads), others: packIds(tips.others), done: 0, total: null };
  return [await change(work, row, packed), tips];
}

/** With these tips the blobs have an order, in which as many are read as the row says. */
async function list(work: Work, row: Backfill, tips: Tips): Promise<Backfill> {
  const { folder, stop } = work;
  const repository = { folder: folder.repository, env: ownEnvironment(folder.repository) };
  const blobs = await listBlobs(remoteWalks(tips), repository, stop);
  if (tips.heads.length > 0) await markHeads(blobs, tips.heads, repository);
  await writeList(folder.list, blobs);
  // Nothing can have changed; if it has, all is read once more.
  const done = row.total === null || row.total === blobs.size ? row.done : 0;
  return change(work, row, { total: blobs.size, done, state: 'scanning' });
}

/** Brings the commits of the tips, which are kept first. */
async function fetchAll(work: Work): Promise<Backfill> {
  const { context, octokit, repository, folder, stop } = work;
  const { maxBytes } = context.backfill;
  if (work.size > maxBytes) throw new RekeyError('TOO_LARGE', TOO_LARGE);
  folder.make();
  const limits: FetchLimits = { bytes: maxBytes, ms: MAX_FETCH_MS };
  const token = await context.github.tokenFor(work.row.installation_id);
  const remote = { url: gitUrl(octokit, repository), token };
  const started = await change(work, work.row, {
    state: 'fetching',
    started_at: work.row.started_at ?? new Date(),
    owner: repository.owner,
    name: repository.name,
  });
  const [row, { heads, others }] = await pin(work, started, async () =>
    toTips(await listTips(remote, folder.repository, REFS, limits, stop)),
  );
  const ids = [...heads, ...others];
  if (ids.length > 0) await fetchTips(remote, folder.repository, ids, limits, stop);
  writeFileSync(folder.fetched, '');
  return row;
}

/**
 * Brings the commits of a repository to this machine, and lists their files. The tips are kept first: wherever this goes
 * on after a crash, the same commits are fetched again.
 */
export async function fetchStep(work: Work): Promise<void> {
  const isHere = work.row.state === 'fetching' && work.row.heads !== null && existsSync(work.folder.fetched);
  const row = isHere ? work.row : await fetchAll(work);
  // A large one takes long to be fetched, and to be listed as well: each has a job of its own.
  if (!isHere && work.isOver()) return;
  await list(work, row, { heads: unpackIds(row.heads), others: unpackIds(row.others) });
}
