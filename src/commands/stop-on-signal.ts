import type { Logger } from 'pino';

/** A second signal, or this long after the first, ends the process at once: the queue keeps what was running. */
const STOP_TIMEOUT_MS = 15_000;

/** Ends a service in order when the process is asked to end. */
export function stopOnSignal(service: { stop(): Promise<void> }, log: Logger): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    service.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
