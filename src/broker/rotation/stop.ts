/** A rotation cannot go on, in one plain sentence; `retryable` when another try may. */
export interface Stop {
  readonly stop: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
}

export function stop(words: string, retryable = false, retryAfterMs?: number): Stop {
  return { stop: words, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** True when a step said that it cannot go on. */
export const isStop = (one: object | undefined): one is Stop => one !== undefined && 'stop' in one;
