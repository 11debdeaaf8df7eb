/**
 * The queues. Jobs of `github` talk to GitHub and run one at a time for each installation (its lane); jobs of `bulk` do
 * so as well and take long (logs, history, sweeps), so that no push waits behind one; jobs of `revoke` talk to the broker
 * and run one at a time for each incident. A job carries ids, never text of a repository.
 */
export const QUEUES = {
  github: { retryLimit: 8, retryDelay: 1, retryDelayMax: 300 },
  bulk: { retryLimit: 8, retryDelay: 1, retryDelayMax: 300 },
  revoke: { retryLimit: 12, retryDelay: 1, retryDelayMax: 600 },
} as const;

export type QueueName = keyof typeof QUEUES;

/** Their names, in the order of the pipeline. */
export const QUEUE_NAMES = ['github', 'bulk', 'revoke'] as const satisfies readonly QueueName[];

/** Where a job ends that failed on its last try; an operator sees it in the dashboard and in the metrics. */
export const DEAD_LETTER = 'dead-letter';

/** Seconds without a sign of life after which another worker takes a job over. */
export const HEARTBEAT_SECONDS = 20;

/** Seconds a job may run in all. */
export const EXPIRE_SECONDS = 15 * 60;
