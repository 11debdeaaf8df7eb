import { createLog } from '../base/log.ts';
import { readBrokerConfig } from '../broker-service/config.ts';
import { startBroker } from '../broker-service/start-broker.ts';
import { redactKnownFormats } from '../detect/index.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/**
 * `rekey broker`: the broker as its own service. `rekey broker resume CLIENT OWNER`: lets paused revocations go on.
 * `rekey broker fingerprint`: the proof by which a credential is registered.
 */
export async function brokerCommand(args: readonly string[]): Promise<number | undefined> {
  if (args[0] === 'resume') return (await import('./broker-resume.ts')).resumeCommand(args.slice(1));
  if (args[0] === 'fingerprint')
    return (await import('./broker-fingerprint.ts')).fingerprintCommand(args.slice(1));
  const config = readBrokerConfig(process.env);
  const log = createLog(config.logLevel, redactKnownFormats);
  stopOnSignal(await startBroker(config, process.env, log), log);
  return undefined;
}
