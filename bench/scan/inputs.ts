import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectText } from '../../src/detect/engine/inspect-text.ts';
import type { Format } from '../../src/detect/formats/format.ts';
import { formats } from '../../src/detect/formats/formats.ts';
import { sampler } from '../../test/support/credentials.ts';
import { isMinified, readTree } from './read-tree.ts';

/** A kind of text, in pieces as large as files are. */
export interface Input {
  readonly name: string;
  readonly texts: readonly string[];
  /** Its lines are so long that ripgrep must not stop at the first match of one. */
  readonly hasLongLines?: boolean;
}

/** Characters of each kind of text, and of the pieces of made ones. */
const SIZE = 16_777_216;
const PIECE = 262_144;
/** Tokens of each format in a made text. */
const COUNT = 20;

function fill(unit: string): readonly string[] {
  if (unit === '') return [];
  const text = unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
  return Array.from({ length: SIZE / PIECE }, (_, index) => text.slice(index * PIECE, (index + 1) * PIECE));
}

/** What `git diff` says when these files are new. */
function diffOf(texts: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-diff-'));
  ['old', 'new'].forEach((name) => mkdirSync(join(folder, name)));
  texts.forEach((text, index) => writeFileSync(join(folder, 'new', `${index}.js`), text));
  try {
    const args = ['diff', '--no-index', '--no-color', 'old', 'new'];
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 16 * SIZE });
  } catch (error) {
    // Status 1 says that there are differences.
    return (error as { readonly stdout?: string }).stdout ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const line = (token: string) => `const token = "${token}";\n`;
const examples = (wanted: readonly Format[]) =>
  Array.from({ length: COUNT }, () => wanted.map(({ example }) => example(sampler()))).flat();
/** Right at the beginning, and a character of no class in the middle. */
const cut = (token: string) => `${token.slice(0, token.length / 2)}!${token.slice(token.length / 2 + 1)}`;
/** Right but for the last character, so that only the checksum is wrong. */
const refute = (token: string) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
const isNothing = (text: string) => {
  const { mayHoldCredential, mentionsMcp } = inspectText(text);
  return !mayHoldCredential && !mentionsMcp;
};

/** The kinds of text to measure: real ones from the tree, the typical one first, and hostile ones. */
export function readInputs(tree: string): readonly Input[] {
  const source = readTree(tree, SIZE, (text) => text !== '' && !isMinified(text));
  const base64 = randomBytes((SIZE * 3) / 4)
    .toString('base64')
    .replaceAll(/.{76}/g, '$&\n');
  const nearMisses = examples(formats).map((token) => line(cut(token)));
  const refuted = examples(formats.filter(({ proof }) => proof)).map((token) => line(refute(token)));
  const prefixes = formats.flatMap((format) => format.prefixes).filter(isNothing);
  return [
    { name: 'source of packages', texts: source },
    { name: 'git diff', texts: fill(diffOf(source.slice(0, 200))) },
    { name: 'minified code', texts: readTree(tree, SIZE, isMinified), hasLongLines: true },
    { name: 'base64', texts: fill(base64) },
    { name: 'near misses', texts: fill(nearMisses.filter(isNothing).join('')) },
    { name: 'wrong checksums', texts: fill(refuted.join('')) },
    { name: 'eyJeyJeyJ…', texts: fill('eyJ'), hasLongLines: true },
    { name: 'sk-sk-sk-…', texts: fill('sk-'), hasLongLines: true },
    { name: 'prefix.prefix.…', texts: fill(prefixes.join('.')), hasLongLines: true },
  ].filter(({ texts }) => texts.length > 0);
}
