import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RekeyError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';

/** The key of this installation: REKEY_KEY, else the one that the embedded database keeps in DATA_DIR. Throws CONFIG. */
export function installationKey(config: Config): Buffer {
  const path = join(config.dataDir, 'rekey.key');
  const key =
    config.key ?? (existsSync(path) ? Buffer.from(readFileSync(path, 'utf8'), 'base64') : undefined);
  if (key) return key;
  throw new RekeyError(
    'CONFIG',
    'REKEY_KEY is missing, and DATA_DIR holds none: run this where the server runs.',
  );
}
