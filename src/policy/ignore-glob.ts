import { Minimatch } from 'minimatch';

/** Ample for honest globs; bounds the work of a hostile one. */
const GLOB_MAX = 200;
const ALTERNATIVES_MAX = 16;

/** Longer paths match no rule, which is the strict side: a hostile path cannot make matching slow. */
const PATH_MAX = 1024;

const OPTIONS = {
  dot: true,
  // A rule names what it ignores: no negation, no comment, no extended patterns.
  nonegate: true,
  nocomment: true,
  noext: true,
  braceExpandMax: ALTERNATIVES_MAX + 1,
  platform: 'linux',
} as const;

/** True for a glob that an ignore rule may have. */
export function isIgnoreGlob(glob: string): boolean {
  if (glob.length === 0 || glob.length > GLOB_MAX || glob.startsWith('/') || glob.startsWith('!'))
    return false;
  return new Minimatch(glob, OPTIONS).globSet.length <= ALTERNATIVES_MAX;
}

/**
 * Tells of paths (relative to the repository, with `/`) whether a glob covers them; for many of them. An unusable glob
 * covers nothing.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  if (!isIgnoreGlob(glob)) return () => false;
  const matcher = new Minimatch(glob, OPTIONS);
  return (path) => path.length <= PATH_MAX && matcher.match(path);
}

/** Whether the glob covers the path. */
export function globCovers(glob: string, path: string): boolean {
  return globMatcher(glob)(path);
}
