import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RekeyError } from '../base/errors.ts';

const KEY_BYTES = 32;

/** What fingerprints are made with. */
export interface ScanKey {
  readonly key: Buffer;
  /** True for an installation's key: fingerprints are those of its inventory, and the same in every scan. */
  readonly isLasting: boolean;
}

function keyOfDataDir(dataDir: string): Buffer | undefined {
  try {
    return Buffer.from(readFileSync(join(dataDir, 'rekey.key'), 'utf8'), 'base64');
  } catch {
    return undefined;
  }
}

/**
 * The installation's key: REKEY_KEY, else the one that an embedded installation keeps in DATA_DIR, else a random one
 * that nobody keeps. Throws CONFIG for a REKEY_KEY that is none.
 */
export function readScanKey(env: Readonly<Record<string, string | undefined>>): ScanKey {
  const given = env['REKEY_KEY'];
  if (given) {
    const key = Buffer.from(given, 'base64');
    if (key.length === KEY_BYTES) return { key, isLasting: true };
    throw new RekeyError(
      'CONFIG',
      'REKEY_KEY is not 32 bytes of base64: make one with: openssl rand -base64 32.',
    );
  }
  const kept = keyOfDataDir(env['DATA_DIR'] || './data');
  return kept?.length === KEY_BYTES
    ? { key: kept, isLasting: true }
    : { key: randomBytes(KEY_BYTES), isLasting: false };
}
