import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS, SCALE, STATES, stateOf } from '../src/detect/judge/word-states.ts';

/**
 * Learns how people write names: `node scripts/make-word-model.ts FOLDER` counts which character follows which in the
 * names of a folder of source code, and writes `src/detect/judge/word-model.ts`.
 */
const [folder = 'node_modules'] = process.argv.slice(2);
const MAX_FILE = 400_000;
const MAX_TEXT = 150_000_000;
const MAX_NAME = 28;
/** Names with more bits than this are random themselves (digests, encoded data) and are left out. */
const RANDOM_BITS = 18;

function* filesIn(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesIn(inner);
    else if (/\.(?:ts|m?js|cjs|md)$/.test(entry.name) && !entry.name.endsWith('.min.js')) yield inner;
  }
}

function namesIn(path: string): ReadonlySet<string> {
  const names = new Set<string>();
  let read = 0;
  for (const file of filesIn(path)) {
    if (statSync(file).size > MAX_FILE) continue;
    const text = readFileSync(file, 'utf8');
    read += text.length;
    for (const [name] of text.matchAll(/[A-Za-z][A-Za-z\d_-]{3,39}/g))
      if (name.length <= MAX_NAME && (name.match(/\d/g)?.length ?? 0) < name.length * 0.4) names.add(name);
    if (read > MAX_TEXT) break;
  }
  return names;
}

type Model = readonly (readonly number[])[];

/** Bits of surprise, by the character before and the character. */
function learn(names: Iterable<string>): Model {
  const counts = Array.from({ length: STATES }, () => Array.from({ length: STATES }, () => 0.5));
  for (const name of names) {
    for (let at = 1; at < name.length; at++) {
      const row = counts[stateOf(name.charCodeAt(at - 1))];
      const to = stateOf(name.charCodeAt(at));
      if (row) row[to] = (row[to] ?? 0) + 1;
    }
  }
  return counts.map((row) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => -Math.log2(count / sum));
  });
}

/** The surprise of the most surprising stretch, against a random letter or digit. */
function surprise(name: string, model: Model): number {
  let best = 0;
  let current = 0;
  for (let at = 1; at < name.length; at++) {
    const bits = model[stateOf(name.charCodeAt(at - 1))]?.[stateOf(name.charCodeAt(at))] ?? 0;
    current = Math.max(0, current + bits - Math.log2(62));
    best = Math.max(best, current);
  }
  return best;
}

let names = namesIn(folder);
let model = learn(names);
for (let round = 0; round < 2; round++) {
  const kept = model;
  names = new Set([...names].filter((name) => surprise(name, kept) < RANDOM_BITS));
  model = learn(names);
}
const rows = model.map((row) =>
  row.map((bits) => LEVELS.charAt(Math.min(LEVELS.length - 1, Math.round(bits * SCALE)))).join(''),
);
writeFileSync(
  new URL('../src/detect/judge/word-model.ts', import.meta.url),
  `/**
 * How surprising each character is behind each other in names that people write, learned from ${names.size} names of
 * public source code by \`scripts/make-word-model.ts\`. A row for each state before, a column for each after; a level is a
 * quarter of a bit.
 */
export const WORD_MODEL: readonly string[] = [
${rows.map((row) => `  '${row}',`).join('\n')}
];
`,
);
