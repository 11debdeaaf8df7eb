import type { Walk } from './list-blobs.ts';

/** What a server's refs pointed to at one moment. */
export interface Tips {
  /** Of the branches. */
  readonly heads: readonly string[];
  /** Of tags, and of pull requests, also those from branches that were deleted. */
  readonly others: readonly string[];
}

/** All commits of some tips: first those of the branches, where people look for a commit, then all others. */
export function remoteWalks({ heads, others }: Tips): readonly Walk[] {
  return [
    { args: ['--stdin'], input: heads.map((id) => `${id}\n`) },
    {
      args: ['--stdin'],
      input: [...others.map((id) => `${id}\n`), ...heads.map((id) => `^${id}\n`)],
      offBranches: true as const,
    },
  ].filter(({ input }) => input.some((line) => !line.startsWith('^')));
}
