import { RekeyError } from '../base/errors.ts';
import type { Item, Outcome, Settings } from './item.ts';
import type { Answer, Task } from './scan-thread.ts';
import { createScanner } from './scanner.ts';

/** A batch ends when it has this many bytes or items. */
const BATCH_BYTES = 1_048_576;
const BATCH_ITEMS = 128;
/** Less than this is scanned sooner than threads start. */
const WORTH_THREADS = 32 * BATCH_BYTES;

/** The thread's file, beside this one, in the sources as in the build. */
const THREAD = new URL(`./scan-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

interface Batch {
  readonly items: readonly Item[];
  readonly weight: number;
}

async function* toBatches(items: AsyncIterable<Item> | Iterable<Item>): AsyncGenerator<Batch> {
  let batch: Item[] = [];
  let weight = 0;
  for await (const item of items) {
    batch.push(item);
    weight += item.weight;
    if (weight < BATCH_BYTES && batch.length < BATCH_ITEMS) continue;
    yield { items: batch, weight };
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield { items: batch, weight };
}

/** The first batches, and whether there is so much that threads are worth their start. */
async function firstOf(batches: AsyncGenerator<Batch>): Promise<{ first: Batch[]; isMuch: boolean }> {
  const first: Batch[] = [];
  let weight = 0;
  while (weight < WORTH_THREADS) {
    const next = await batches.next();
    if (next.done) return { first, isMuch: false };
    first.push(next.value);
    weight += next.value.weight;
  }
  return { first, isMuch: true };
}

async function* chain(first: readonly Batch[], rest: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  yield* first;
  yield* rest;
}

type Done = (outcome: Outcome, index: number) => void;

async function scanHere(batches: AsyncGenerator<Batch>, settings: Settings, done: Done): Promise<void> {
  const scanner = createScanner(settings);
  try {
    let index = 0;
    for await (const { items } of batches) done(await scanner.scan(items), index++);
  } finally {
    scanner.close();
  }
}

async function scanInThreads(
  batches: AsyncGenerator<Batch>,
  settings: Settings,
  jobs: number,
  done: Done,
): Promise<void> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename: THREAD.href, name: 'scanTask', minThreads: jobs, maxThreads: jobs });
  const running = new Set<Promise<void>>();
  const run = async (items: readonly Item[], index: number) => {
    const answer: Answer = await pool.run({ items, settings } satisfies Task);
    if ('failure' in answer) throw new RekeyError(answer.failure.code, answer.failure.message);
    done(answer, index);
  };
  try {
    let index = 0;
    for await (const { items } of batches) {
      const task = run(items, index++);
      const end = task.then(() => void running.delete(end));
      running.add(end);
      // One batch waits for each thread; more would only fill memory.
      if (running.size >= 2 * jobs) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await pool.destroy();
  }
}

/**
 * Scans all items, in threads when there is much to do.
 *
 * @param jobs threads at most
 * @param progress called after each batch with what came of it
 * @returns what was found, in the order of the items
 */
export async function scanAll(
  items: AsyncIterable<Item> | Iterable<Item>,
  settings: Settings,
  jobs: number,
  progress: (outcome: Outcome) => void,
): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  const done: Done = (outcome, index) => {
    outcomes[index] = outcome;
    progress(outcome);
  };
  const batches = toBatches(items);
  const { first, isMuch } = await firstOf(batches);
  const all = chain(first, batches);
  if (isMuch && jobs > 1) await scanInThreads(all, settings, jobs, done);
  else await scanHere(all, settings, done);
  return {
    found: outcomes.flatMap(({ found }) => found),
    files: outcomes.reduce((sum, { files }) => sum + files, 0),
    bytes: outcomes.reduce((sum, { bytes }) => sum + bytes, 0),
    gaps: outcomes.flatMap(({ gaps }) => gaps),
  };
}
