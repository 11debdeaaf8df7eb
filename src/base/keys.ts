import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { RekeyError } from './errors.ts';
import { Secret } from './secret.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keys of this installation, one purpose each, all derived from REKEY_KEY (HKDF-SHA-256, RFC 5869). */
export interface Keys {
  readonly fingerprint: Buffer;
  readonly seal: Buffer;
  readonly session: Buffer;
  /** Signs the checkpoints of the audit trail. */
  readonly audit: Buffer;
}

/** Derives the purpose keys from the 32 bytes of REKEY_KEY, so that one purpose never weakens another. */
export function deriveKeys(master: Buffer): Keys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', master, '', `rekey/${purpose}/v1`, 32));
  return {
    fingerprint: derive('fingerprint'),
    seal: derive('seal'),
    session: derive('session'),
    audit: derive('audit'),
  };
}

/**
 * The only form in which a credential is known to the inventory: HMAC-SHA-256 of the bare value, 64 hex digits.
 * Keyed, so that a stolen database does not let anyone test guesses of low-entropy passwords.
 */
export function fingerprint(keys: Keys, secret: Secret): string {
  return createHmac('sha256', keys.fingerprint).update(secret.reveal()).digest('hex');
}

/**
 * Seals a value with AES-256-GCM: nonce, tag, ciphertext.
 *
 * @param context authenticated beside the value (the incident's id), so that a sealed value moved to another row
 *   does not open there
 */
export function seal(keys: Keys, secret: Secret, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.seal, nonce, { authTagLength: TAG_BYTES }).setAAD(
    Buffer.from(context),
  );
  const sealed = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what {@link seal} made for the same context; throws SEAL_BROKEN for any other key, context or bytes. */
export function unseal(keys: Keys, sealed: Uint8Array, context: string): Secret {
  const bytes = Buffer.from(sealed);
  try {
    const decipher = createDecipheriv('aes-256-gcm', keys.seal, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const value = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return new Secret(Buffer.concat([value, decipher.final()]).toString('utf8'));
  } catch (cause) {
    throw new RekeyError(
      'SEAL_BROKEN',
      'A sealed value does not open: was REKEY_KEY changed? Restore the old key.',
      {
        cause,
      },
    );
  }
}
