import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { JobContext } from '../queue/context.ts';
import type { BackfillFolder } from './backfill-folder.ts';
import type { Backfill } from './backfill-row.ts';

/** One turn at one history. */
export interface Work {
  readonly context: JobContext;
  readonly row: Backfill;
  readonly octokit: Octokit;
  /** As GitHub knows it now. */
  readonly repository: RepositoryRef;
  /** Bytes that it takes on GitHub. */
  readonly size: number;
  readonly folder: BackfillFolder;
  /** Aborted when the process stops. */
  readonly stop: AbortSignal;
  /** True when others shall have a turn, or the process stops. */
  isOver(): boolean;
}
