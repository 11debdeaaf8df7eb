import { createHmac, hkdfSync } from 'node:crypto';
import { deriveKeys, type Keys } from '../../base/keys.ts';

/**
 * The keys of a broker. They differ from an App's even where an operator gave both the same REKEY_KEY, so that neither
 * opens what the other sealed.
 */
export function deriveBrokerKeys(master: Buffer): Keys {
  return deriveKeys(Buffer.from(hkdfSync('sha256', master, '', 'rekey-broker/v1', 32)));
}

/** HMAC-SHA-256 in hex of anything that must be compared later and not be guessed from the database. */
export function keyedDigest(keys: Keys, text: string): string {
  return createHmac('sha256', keys.fingerprint).update(text).digest('hex');
}
