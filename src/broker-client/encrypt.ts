import { CompactEncrypt, importJWK } from 'jose';
import { RekeyError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import { KeySet, type EncryptionKey } from '../broker-contract/capabilities.ts';
import type { Connection } from './connection.ts';

/** Keys are asked for again after an hour; the broker's overlap is days. */
const KEEP_MS = 3_600_000;

/** Seals credentials for the broker. */
export interface Encryptor {
  /** A compact JWE that only the broker opens. Rejects with BROKER_UNREACHABLE when its keys cannot be had. */
  encrypt(secret: Secret): Promise<string>;
  /** The broker did not know the key: ask for the keys before the next value. */
  forget(): void;
}

export function createEncryptor(connection: Connection): Encryptor {
  let kept: { readonly key: EncryptionKey; readonly until: number } | undefined;
  const current = async (): Promise<EncryptionKey> => {
    if (kept && kept.until > Date.now()) return kept.key;
    const answer = await connection.send({ method: 'GET', target: '/v1/jwks.json' });
    const parsed = KeySet.safeParse(answer.json);
    const key = parsed.data?.keys[0];
    if (answer.status !== 200 || !key)
      throw new RekeyError('BROKER_UNREACHABLE', 'The broker published no key to encrypt to.');
    kept = { key, until: Date.now() + KEEP_MS };
    return key;
  };
  return {
    async encrypt(secret) {
      const key = await current();
      return new CompactEncrypt(Buffer.from(secret.reveal(), 'utf8'))
        .setProtectedHeader({ alg: key.alg, enc: 'A256GCM', kid: key.kid })
        .encrypt(await importJWK(key, key.alg));
    },
    forget() {
      kept = undefined;
    },
  };
}
