import { parentPort, workerData } from 'node:worker_threads';
import { examine } from './examine.ts';
import { createInputs } from './make-input.ts';
import { add, NOTHING, tallyOf } from './tally.ts';

/** What a thread is to do: every `step`-th input from `from` on, up to `until` (exclusive). */
export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly step: number;
  readonly until: number;
  /** One number: the input at work, which the main thread watches. */
  readonly current: Int32Array;
}

const BATCH = 50;
/** One input in so many is looked at once more, and must give the same. */
const REPEATED = 4;

/** Each message is the tally of some inputs. */
function work({ seed, from, step, until, current }: Task): void {
  const inputs = createInputs(seed);
  let tally = NOTHING;
  for (let index = from; index < until; index += step) {
    Atomics.store(current, 0, index);
    const input = inputs(index);
    tally = add(tally, tallyOf(index, input, examine(input, (index / step) % REPEATED < 1)));
    if (tally.inputs < BATCH) continue;
    parentPort?.postMessage(tally);
    tally = NOTHING;
  }
  parentPort?.postMessage(tally);
}

work(workerData as Task);
