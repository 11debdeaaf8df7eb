/** A promise that is settled from outside. */
export interface Latch<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
}

/** Makes a latch: whoever waits on its promise goes on when it is opened. */
export function createLatch<T>(): Latch<T> {
  let open: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open: (value) => open?.(value) };
}
