import type { Octokit } from '../github/types.ts';
import type { CommitText } from './commit-text.ts';
import { inOrder } from './in-order.ts';
import { listCommitFiles } from './list-commit-files.ts';
import { listPushCommits } from './list-push-commits.ts';
import type { PushTask } from './push-task.ts';
import { ReadBudget } from './read-budget.ts';
import { readCommit, type SurfaceTests } from './read-commit.ts';
import { ReadingNotes } from './reading-notes.ts';

/** Commits asked for at once. GitHub allows 100 concurrent requests for all that an app does. */
const WIDTH = 8;

/** A push being read. */
export interface PushReading {
  /** Every file of every commit, oldest commit first; to be gone through once. */
  readonly texts: AsyncGenerator<CommitText>;
  /** What could not be read, in plain words; complete once `texts` has ended. */
  notes(): readonly string[];
  /**
   * Commits that GitHub did not show; complete once `texts` has ended. A webhook can outrun GitHub's own replicas, so
   * a job may try once more before it takes them for gone.
   */
  missing(): readonly string[];
}

async function* readTexts(
  octokit: Octokit,
  task: PushTask,
  tests: SurfaceTests,
  notes: ReadingNotes,
): AsyncGenerator<CommitText> {
  const { repository } = task;
  const reading = { octokit, repository, notes, budget: new ReadBudget(), ...tests };
  const commits = await listPushCommits(octokit, task, notes);
  const listings = inOrder(commits, WIDTH, (commit) => listCommitFiles(octokit, repository, commit, notes));
  for await (const listed of listings) if (listed) yield* readCommit(reading, listed);
}

/**
 * Reads every commit of a push, not only the difference between its ends: a secret that one commit adds and the next
 * removes has leaked. A push of one ordinary commit costs one request. Failures that may pass (5xx, rate limits) are
 * thrown, for the queue to try again; what GitHub does not show ends in the notes.
 */
export function readPush(octokit: Octokit, task: PushTask, tests: SurfaceTests): PushReading {
  const notes = new ReadingNotes();
  return {
    texts: readTexts(octokit, task, tests, notes),
    notes: () => notes.list(),
    missing: () => notes.missing(),
  };
}
