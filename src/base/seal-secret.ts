import { RekeyError } from './errors.ts';
import type { Secret } from './secret.ts';

const KEY_BYTES = 32;

/**
 * Seals a value so that only GitHub can open it: libsodium's sealed box, in base64. The library is loaded when it is
 * needed first, which is seldom.
 * https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api
 *
 * @param publicKey in base64, as GitHub gives it; throws GITHUB_ANSWER for any other
 */
export async function sealSecret(publicKey: string, value: Secret): Promise<string> {
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  const key = Buffer.from(publicKey, 'base64');
  if (key.length !== KEY_BYTES)
    throw new RekeyError('GITHUB_ANSWER', 'GitHub gave a public key of an unknown form.');
  const sealed = sodium.crypto_box_seal(value.reveal(), key);
  return Buffer.from(sealed).toString('base64');
}
