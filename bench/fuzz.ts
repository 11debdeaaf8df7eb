import { mkdtempSync, writeFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createInputs } from './fuzz/make-input.ts';
import { measureGrowth, tableOfGrowth, WORST_GROWTH } from './fuzz/linear.ts';
import { runWorkers } from './fuzz/run-workers.ts';
import type { Failure, Tally } from './fuzz/tally.ts';

const HELP = `Looks for inputs on which the detector throws, hangs, takes more than linear time or breaks its word.

  npm run -s bench:fuzz -- [--inputs N] [--seed N] [--seconds N] [--json]    random inputs, in two threads
  npm run -s bench:fuzz -- --linear [--seed N] [--json]                       time(2n)/time(n) of repeated pieces

What goes wrong is saved to a folder for temporary files. Its credentials are synthetic.
`;
const DEFAULT_INPUTS = 100_000;
const MOST_SAVED = 5;
const SHOWN_ROWS = 15;

const { values: options } = parseArgs({
  options: {
    inputs: { type: 'string', default: String(DEFAULT_INPUTS) },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    seconds: { type: 'string', default: 'Infinity' },
    linear: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Writes the first failing inputs of each kind to files. */
function save(seed: number, kinds: ReadonlyMap<string, readonly Failure[]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-fuzz-'));
  const inputs = createInputs(seed);
  for (const [kind, failures] of kinds) {
    for (const { index } of failures.slice(0, MOST_SAVED)) {
      const { path, content } = inputs(index);
      const name = `${kind.replaceAll(/\W+/g, '-')}-${index}.json`;
      writeFileSync(join(folder, name), JSON.stringify({ path, content }));
    }
  }
  return folder;
}

const byPace = ({ slowest }: Tally) => [...slowest].toSorted(([, a], [, b]) => b.pace - a.pace);

function report(seed: number, tally: Tally, seconds: number): void {
  const { inputs, characters, findings, failures } = tally;
  print(
    `${inputs} inputs, ${characters} characters, ${findings} findings in ${seconds.toFixed(1)} s: ${Math.round(inputs / seconds)} inputs/s`,
  );
  print('slowest input of a surface, of 4096 characters or more (microseconds per character)');
  for (const [surface, { pace, index, characters: length }] of byPace(tally).slice(0, SHOWN_ROWS))
    print(`  ${pace.toFixed(2).padStart(8)}  ${surface} (input ${index}, ${length} characters)`);
  const kinds = Map.groupBy(failures, ({ kind }) => kind);
  print(`${failures.length} failures`);
  for (const [kind, list] of kinds) {
    const numbers = list.slice(0, MOST_SAVED).map(({ index, surface }) => `${index} (${surface})`);
    print(`  ${list.length} × ${kind}: inputs ${numbers.join(', ')}`);
  }
  if (failures.length > 0) print(`saved in ${save(seed, kinds)}`);
}

async function fuzz(): Promise<void> {
  const seed = Number(options.seed);
  print(`bench:fuzz (seed ${seed}, Node ${process.versions.node})`);
  const from = performance.now();
  let shown = 0;
  const tally = await runWorkers({
    seed,
    inputs: Number(options.inputs),
    seconds: Number(options.seconds),
    surfaceOf: (index) => createInputs(seed)(index).surface,
    progress: ({ inputs, failures }) => {
      if (!process.stderr.isTTY || inputs < shown + 1000) return;
      shown = inputs;
      process.stderr.write(`\r${inputs} inputs, ${failures.length} failures`);
    },
  });
  const seconds = (performance.now() - from) / 1000;
  if (process.stderr.isTTY) process.stderr.write('\n');
  report(seed, tally, seconds);
  const { inputs, characters, findings, failures } = tally;
  const slowest = Object.fromEntries(byPace(tally).map(([surface, { pace }]) => [surface, pace]));
  if (options.json) print(JSON.stringify({ seed, inputs, characters, findings, seconds, failures, slowest }));
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function linear(): void {
  const seed = Number(options.seed);
  print(`bench:fuzz --linear (seed ${seed}, Node ${process.versions.node})`);
  const growths = measureGrowth(seed);
  print(tableOfGrowth(growths, SHOWN_ROWS));
  const worse = growths.filter(({ growth }) => growth > WORST_GROWTH);
  print(`${worse.length} of ${growths.length} grow by more than ${WORST_GROWTH} when the text doubles`);
  if (options.json) print(JSON.stringify({ seed, worst: WORST_GROWTH, growths }));
  process.exitCode = worse.length > 0 ? 1 : 0;
}

if (options.help) process.stdout.write(HELP);
else if (options.linear) linear();
else await fuzz();
