/** When a job wants its next try, and what that means for others. */
export interface RetryOptions {
  /** The whole lane waits, not only this job: the limit is the installation's. */
  readonly pausesLane: boolean;
  /** False: nothing went wrong, the job was only too early, so this was none of its tries. Default: true. */
  readonly counts?: boolean;
  readonly cause?: unknown;
}

/** Thrown by a job that wants its next try after a certain time: a provider or GitHub asked for it. */
export class RetryLater extends Error {
  readonly afterMs: number;
  readonly pausesLane: boolean;
  readonly counts: boolean;

  constructor(afterMs: number, { pausesLane, counts = true, cause }: RetryOptions) {
    super('to be tried again later', { cause });
    this.name = 'RetryLater';
    this.afterMs = afterMs;
    this.pausesLane = pausesLane;
    this.counts = counts;
  }
}
