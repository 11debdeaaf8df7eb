import { Worker } from 'node:worker_threads';
import { add, NOTHING, type Failure, type Tally } from './tally.ts';
import type { Task } from './worker.ts';

/** So long at one input, and it counts as one that never ends. */
const HANG_SECONDS = 10;
const THREADS = 2;

interface Options {
  readonly seed: number;
  readonly inputs: number;
  /** Ends earlier after this many seconds. */
  readonly seconds: number;
  readonly surfaceOf: (index: number) => string;
  readonly progress: (tally: Tally) => void;
}

/** What the threads of one run share. */
interface Run extends Options {
  readonly end: number;
  tally: Tally;
}

function note(run: Run, failure: Failure): void {
  run.tally = add(run.tally, { ...NOTHING, inputs: 1, failures: [failure] });
}

/** Lets one thread work on its share; a new one goes on behind an input that does not end or ends the thread. */
async function share(run: Run, from: number): Promise<void> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const task: Task = { seed: run.seed, from, step: THREADS, until: run.inputs, current };
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task });
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  let [at, since] = [-1, performance.now()];
  const fail = (kind: string) => {
    note(run, { kind, index: Atomics.load(current, 0), surface: run.surfaceOf(Atomics.load(current, 0)) });
    resolve(Atomics.load(current, 0) + THREADS);
  };
  const watch = setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now !== at) [at, since] = [now, performance.now()];
    else if (performance.now() - since > HANG_SECONDS * 1000) fail('hang');
    if (performance.now() > run.end) resolve(undefined);
  }, 500);
  worker.on('message', (tally: Tally) => {
    run.tally = add(run.tally, tally);
    run.progress(run.tally);
  });
  worker.on('error', () => fail('thread ended'));
  worker.on('exit', () => resolve(undefined));
  const next = await promise;
  clearInterval(watch);
  await worker.terminate();
  if (next !== undefined && next < run.inputs) await share(run, next);
}

/** Examines all inputs of a run in several threads, and says what they came to. */
export async function runWorkers(options: Options): Promise<Tally> {
  const run: Run = { ...options, end: performance.now() + options.seconds * 1000, tally: NOTHING };
  await Promise.all(Array.from({ length: THREADS }, (_, thread) => share(run, thread)));
  return run.tally;
}
