import type { Octokit, RepositoryRef } from '../github/types.ts';
import type { CommitText } from './commit-text.ts';
import { inOrder } from './in-order.ts';
import { listCommitFiles } from './list-commit-files.ts';
import { ReadBudget } from './read-budget.ts';
import { readCommit, type SurfaceTests } from './read-commit.ts';
import { ReadingNotes } from './reading-notes.ts';

/** Commits asked for at once. GitHub allows 100 concurrent requests for all that an app does. */
const WIDTH = 8;

/** Commits being read. */
export interface CommitsReading {
  /** Every file of every commit, oldest commit first; to be gone through once. */
  readonly texts: AsyncGenerator<CommitText>;
  /** What could not be read, in plain words; complete once `texts` has ended. */
  notes(): readonly string[];
  /**
   * Commits that GitHub did not show; complete once `texts` has ended. A webhook can outrun GitHub's own replicas, so
   * a job may try once more before it takes them for gone.
   */
  missing(): readonly string[];
  /** Whether GitHub did not show this commit; known once `texts` has ended. */
  isGone(commit: string): boolean;
  /** Commits of which all was read; complete once `texts` has ended. */
  whole(): readonly string[];
}

/**
 * Reads every commit of a push or pull request, not only the difference between its ends: a secret that one commit adds
 * and the next removes has leaked. An ordinary commit costs one request. Failures that may pass (5xx, rate limits) are
 * thrown, for the queue to try again; what GitHub does not show ends in the notes.
 *
 * @param list tells which commits are to be read, oldest first
 */
export function readCommits(
  octokit: Octokit,
  repository: RepositoryRef,
  list: (notes: ReadingNotes) => Promise<readonly string[]>,
  tests: SurfaceTests,
): CommitsReading {
  const notes = new ReadingNotes();
  const commits: string[] = [];
  async function* read(): AsyncGenerator<CommitText> {
    commits.push(...(await list(notes)));
    const reading = { octokit, repository, notes, budget: new ReadBudget(), ...tests };
    const listings = inOrder(commits, WIDTH, (commit) => listCommitFiles(octokit, repository, commit, notes));
    for await (const listed of listings) if (listed) yield* readCommit(reading, listed);
  }
  return {
    texts: read(),
    notes: () => notes.list(),
    missing: () => notes.missing(),
    isGone: (commit) => notes.isGone(commit),
    whole() {
      const incomplete = notes.incomplete();
      return commits.filter((commit) => !incomplete.has(commit));
    },
  };
}
