import { deriveKeys } from '../base/keys.ts';
import { readConfig } from '../config/read-config.ts';
import { issueLinkCode } from '../web/session.ts';
import { installationKey } from './installation-key.ts';

/** `rekey sign-in`: prints a link to the dashboard. It needs the key, not the database, so the server may run. */
export function signInCommand(): Promise<number> {
  const config = readConfig(process.env);
  const key = installationKey(config);
  process.stdout.write(
    `http://${config.host}:${config.port}/sign-in?code=${issueLinkCode(deriveKeys(key))}\n`,
  );
  return Promise.resolve(0);
}
