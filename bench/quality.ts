/**
 * How well the detector tells credentials from look-alikes: recall and precision per surface, on files made afresh.
 *
 *   npm run bench:quality -- [--seed N] [--files N] [--surface WORD] [--show N [--reveal]] [--natural FILE]
 *                            [--emit DIR] [--json]
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { detect } from '../src/detect/index.ts';
import { decodeText } from '../src/sources/decode-text.ts';
import { bytesOf, emit } from './quality/emit.ts';
import { generateTree } from './quality/generate-tree.ts';
import { examineNatural } from './quality/natural.ts';
import type { QualityFile } from './quality/quality-file.ts';
import { describeMistake, tableOf } from './quality/report.ts';
import { add, NOTHING, precision, recall, scoreFile, type Mistake, type Score } from './quality/score.ts';

const DEFAULT_FILES = 8000;

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string' },
    files: { type: 'string' },
    surface: { type: 'string' },
    show: { type: 'string' },
    reveal: { type: 'boolean' },
    natural: { type: 'string' },
    emit: { type: 'string' },
    json: { type: 'boolean' },
  },
});

/** As the scanner gets it: UTF-16 goes through its decoder, everything else as it stands. */
function contentOf(file: QualityFile): string {
  if (file.encoding === 'utf-8') return file.content;
  const decoded = decodeText(bytesOf(file));
  if (decoded !== file.content) throw new Error(`${file.path} is decoded wrongly`);
  return decoded;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

const seed = Number(options.seed ?? randomInt(2 ** 31));
const all = generateTree(seed, Number(options.files ?? DEFAULT_FILES));
const files = all.filter(({ surface }) => surface.includes(options.surface ?? ''));
if (options.emit !== undefined) emit(files, options.emit);

const scores = new Map<string, Score>();
const mistakes: Mistake[] = [];
let characters = 0;
let milliseconds = 0;
for (const file of files) {
  const content = contentOf(file);
  const from = performance.now();
  const findings = detect({ path: file.path, content });
  milliseconds += performance.now() - from;
  characters += content.length;
  const result = scoreFile(file, findings);
  scores.set(file.surface, add(scores.get(file.surface) ?? NOTHING, result.score));
  mistakes.push(...result.mistakes);
}
const total = [...scores.values()].reduce(add, NOTHING);

print(`bench:quality (seed ${seed}, Node ${process.versions.node})`);
print(tableOf(scores, total));
print(`${total.decoys} look-alikes beside them; ${characters} characters in ${Math.round(milliseconds)} ms`);
for (const mistake of mistakes.slice(0, Number(options.show ?? 0)))
  print(describeMistake(mistake, options.reveal ?? false));
const natural = options.natural === undefined ? undefined : examineNatural(options.natural);
if (natural) {
  print(`${natural.reported.length} of ${natural.slots} natural slots reported, none of which is a secret`);
  for (const place of natural.reported) print(`  ${place}`);
}
if (options.json) {
  const surfaces = Object.fromEntries(
    [...scores].map(([name, score]) => [
      name,
      { ...score, recall: recall(score), precision: precision(score) },
    ]),
  );
  print(
    JSON.stringify({
      seed,
      ...(natural ? { natural: { slots: natural.slots, reported: natural.reported.length } } : {}),
      total: { ...total, recall: recall(total), precision: precision(total) },
      surfaces,
    }),
  );
}
