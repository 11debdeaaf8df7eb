import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RekeyError } from '../base/errors.ts';
import { deriveKeys } from '../base/keys.ts';
import { readConfig } from '../config/read-config.ts';
import { issueLinkCode } from '../web/session.ts';

/** `rekey sign-in`: prints a link to the dashboard. It needs the key, not the database, so the server may run. */
export function signInCommand(): Promise<number> {
  const config = readConfig(process.env);
  const path = join(config.dataDir, 'rekey.key');
  const key =
    config.key ?? (existsSync(path) ? Buffer.from(readFileSync(path, 'utf8'), 'base64') : undefined);
  if (!key)
    throw new RekeyError(
      'CONFIG',
      'REKEY_KEY is missing, and DATA_DIR holds none: run this where the server runs.',
    );
  process.stdout.write(
    `http://${config.host}:${config.port}/sign-in?code=${issueLinkCode(deriveKeys(key))}\n`,
  );
  return Promise.resolve(0);
}
