import type { Logger } from 'pino';
import { createLog } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { serve, work, type Service } from '../serve.ts';

/** A second signal, or this long after the first, ends the process at once: the queue keeps what was running. */
const STOP_TIMEOUT_MS = 15_000;

function stopOnSignal(service: Service, log: Logger): void {
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

async function start(
  run: (config: Config, log: Logger) => Promise<Service>,
  config: Config,
): Promise<undefined> {
  const log = createLog(config.logLevel, redactKnownFormats);
  stopOnSignal(await run(config, log), log);
}

/** `rekey serve`; without APP_ID it opens the set-up page instead. */
export async function serveCommand(): Promise<undefined> {
  const config = readConfig(process.env);
  if (config.app) return start(serve, config);
  const { setUp } = await import('../set-up.ts');
  await setUp(config);
}

/** `rekey worker` */
export function workerCommand(): Promise<undefined> {
  return start(work, readConfig(process.env));
}
