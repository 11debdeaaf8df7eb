import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The working tree that a folder is part of: the nearest folder above it, or itself, that holds `.git`. */
export function findRepository(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

const withSlashes = (path: string) => (sep === '/' ? path : path.replaceAll(sep, '/'));

/** A path as it is shown: relative to the working directory. */
export function shown(path: string): string {
  return withSlashes(relative(process.cwd(), path)) || '.';
}

/** A path as the detector judges it: from the root of its repository, as a push names it, else absolute. */
export function judged(path: string, repository: string | undefined): string {
  return withSlashes(repository === undefined ? path : relative(repository, path));
}
