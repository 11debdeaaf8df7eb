/** Thrown by a job that wants its next try after a certain time: a provider or GitHub asked for it. */
export class RetryLater extends Error {
  readonly afterMs: number;
  /** The whole lane waits, not only this job: the limit is the installation's. */
  readonly pausesLane: boolean;

  constructor(afterMs: number, options: { readonly pausesLane: boolean; readonly cause?: unknown }) {
    super('to be tried again later', { cause: options.cause });
    this.name = 'RetryLater';
    this.afterMs = afterMs;
    this.pausesLane = options.pausesLane;
  }
}
