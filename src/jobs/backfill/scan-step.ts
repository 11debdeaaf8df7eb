import { existsSync } from 'node:fs';
import { RekeyError } from '../../base/errors.ts';
import { crowdOffBranches } from '../../github/crowd.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { HistoryBlob } from '../../history/blob-list.ts';
import { openDetectPool, type Detected, type DetectPool } from '../../history/detect-pool.ts';
import { readList } from '../../history/list-file.ts';
import type { Observation } from '../../inventory/observation.ts';
import { utcDay } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Trx } from '../../store/transaction.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import { judgeFindings } from '../judge/judge-text.ts';
import { policyFor } from '../judge/policies.ts';
import { changeBackfill, type Backfill } from './backfill-row.ts';
import type { Work } from './work.ts';

const BATCH = 128;
/** One is read while what was found in the one before is written down. */
const AHEAD = 2;
/** How often it is written down that nothing was found. */
const SAVE_EVERY_MS = 500;
/** Places in one transaction: with the embedded database everything else waits meanwhile. */
const RECORD_AT_ONCE = 100;

interface Batch {
  readonly blobs: readonly HistoryBlob[];
  readonly detected: Promise<Detected>;
}

/** What some blobs hold, judged, each where it was first. */
function observeBlobs(
  blobs: readonly HistoryBlob[],
  { found }: Detected,
  repository: RepositoryRef,
  policy: Policy,
  today: string,
): readonly Observation[] {
  return found.flatMap(({ index, mcpContext, findings }) => {
    const at = blobs[index];
    if (!at) return [];
    const { path, commit, atHead, offBranches } = at;
    const judged = judgeFindings(findings, { path, content: '' }, policy, today, mcpContext);
    return judged.map(({ finding, ...decision }) => ({
      ...decision,
      finding,
      commit,
      path,
      startLine: finding.span.startLine,
      endLine: finding.span.endLine,
      introduced: true,
      history: true,
      atHead,
      ...(offBranches ? { crowd: crowdOffBranches(repository) } : {}),
    }));
  });
}

/** How far it is, in memory and in the row. */
class Progress {
  readonly #work: Work;
  #row: Backfill;
  #done: number;
  #leftOut: number;
  #savedAt = 0;

  constructor(work: Work) {
    this.#work = work;
    this.#row = work.row;
    this.#done = work.row.done;
    this.#leftOut = work.row.left_out;
  }

  /** Writes down what a batch gave together with how far that is: a crash loses neither, and doubles neither. */
  async add(count: number, leftOut: number, seen: readonly Observation[]): Promise<void> {
    this.#done += count;
    this.#leftOut += leftOut;
    if (seen.length === 0) {
      if (Date.now() - this.#savedAt > SAVE_EVERY_MS) await this.save();
      return;
    }
    const { context, repository, row } = this.#work;
    const next = this.#next();
    for (let at = 0; at < seen.length; at += RECORD_AT_ONCE) {
      const isLast = at + RECORD_AT_ONCE >= seen.length;
      await actOnFindings(context, {
        installationId: row.installation_id,
        repository,
        seen: seen.slice(at, at + RECORD_AT_ONCE),
        ...(isLast ? { keep: (trx: Trx) => changeBackfill(trx, this.#row, next) } : {}),
      });
    }
    this.#saved(next);
  }

  async save(more: Partial<Backfill> = {}): Promise<void> {
    const next = { ...this.#next(), ...more };
    await changeBackfill(this.#work.context.db, this.#row, next);
    this.#saved(next);
  }

  #next() {
    return { done: this.#done, left_out: this.#leftOut };
  }

  #saved(next: Partial<Backfill>): void {
    this.#row = { ...this.#row, ...next };
    this.#savedAt = Date.now();
  }
}

async function* toBatches(blobs: AsyncIterable<HistoryBlob>, pool: DetectPool): AsyncGenerator<Batch> {
  let batch: HistoryBlob[] = [];
  const start = (some: readonly HistoryBlob[]): Batch => {
    const detected = pool.detect(some);
    // It is awaited later, or never when the process stops.
    detected.catch(() => undefined);
    return { blobs: some, detected };
  };
  for await (const blob of blobs) {
    batch.push(blob);
    if (batch.length < BATCH) continue;
    yield start(batch);
    batch = [];
  }
  if (batch.length > 0) yield start(batch);
}

/** Reads all blobs from where it left off; true when it came to their end. */
async function scanAll(work: Work, pool: DetectPool, policy: Policy, progress: Progress): Promise<boolean> {
  const today = utcDay(new Date());
  const ahead: Batch[] = [];
  const finish = async ({ blobs, detected }: Batch) => {
    const result = await detected;
    await progress.add(
      blobs.length,
      result.leftOut,
      observeBlobs(blobs, result, work.repository, policy, today),
    );
  };
  let isEnd = true;
  for await (const batch of toBatches(readList(work.folder.list, work.row.done), pool)) {
    ahead.push(batch);
    const first = ahead.length >= AHEAD ? ahead.shift() : undefined;
    if (first) await finish(first);
    if (!work.isOver()) continue;
    isEnd = false;
    break;
  }
  for (const batch of ahead) if (!work.stop.aborted) await finish(batch);
  return isEnd;
}

/** Reads the files of a history, in a thread of its own. */
export async function scanStep(work: Work): Promise<void> {
  const { context, row, repository, folder, stop } = work;
  if (!existsSync(folder.list))
    throw new RekeyError('NOT_HERE', 'The repository is no longer on this machine.');
  const { policy } = await policyFor(context, row.installation_id, repository, { reread: false });
  const progress = new Progress(work);
  const pool = await openDetectPool(folder.repository, stop);
  try {
    const isEnd = await scanAll(work, pool, policy, progress);
    if (stop.aborted) return;
    await progress.save(isEnd ? { state: 'reading' } : {});
    if (isEnd) folder.remove();
  } finally {
    await pool.close();
  }
}
