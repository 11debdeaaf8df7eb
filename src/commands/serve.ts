import type { Logger } from 'pino';
import { createLog } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { serve, work, type Service } from '../serve.ts';
import { stopOnSignal } from './stop-on-signal.ts';

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
