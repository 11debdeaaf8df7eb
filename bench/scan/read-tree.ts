import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TEXT = new Set([
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.json',
  '.md',
  '.css',
  '.html',
  '.yml',
  '.py',
]);
/** Prime, so that steps of it visit every file of a list, the early ones from everywhere. */
const STEP = 7919;
/** No file is more than this share of a text. */
const SHARE = 16;

/** True for code without line breaks. */
export function isMinified(text: string): boolean {
  return text.length > 20_000 && text.length / text.split('\n').length > 1000;
}

/** Text files of a tree, from all its folders, until they have `size` characters together. */
export function readTree(tree: string, size: number, wanted: (text: string) => boolean): readonly string[] {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && TEXT.has(extname(file.name)))
    .map((file) => join(file.parentPath, file.name))
    .toSorted();
  const texts: string[] = [];
  let length = 0;
  for (let turn = 0; turn < files.length && length < size; turn++) {
    const text = readFileSync(files[(turn * STEP) % files.length] ?? '', 'utf8').slice(0, size / SHARE);
    if (!wanted(text)) continue;
    texts.push(text);
    length += text.length;
  }
  return texts;
}
