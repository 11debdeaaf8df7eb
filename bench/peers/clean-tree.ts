import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Bytes looked at to tell text from binary, as git does. */
const HEAD_BYTES = 8000;

/** A folder of files and its size. */
export interface Tree {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

const isText = (path: string) => !readFileSync(path).subarray(0, HEAD_BYTES).includes(0);
const rankOf = (path: string) => createHash('sha256').update(path).digest('hex');

/**
 * Copies the text files of a folder of real packages, in an order that only their paths decide, until there are
 * `megabytes`. Folders named node_modules get another name: several scanners pass them by.
 */
export function copyCleanTree(from: string, to: string, megabytes: number): Tree {
  const paths = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .map((path) => ({ path, rank: rankOf(path) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  let files = 0;
  let bytes = 0;
  for (const { path } of paths) {
    const size = statSync(join(from, path)).size;
    if (bytes + size > megabytes * 1e6 || !isText(join(from, path))) continue;
    const target = join(to, ...path.split(sep).map((part) => (part === 'node_modules' ? 'packages' : part)));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, path), target);
    files += 1;
    bytes += size;
  }
  return { folder: to, files, bytes };
}
