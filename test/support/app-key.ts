import { generateKeyPairSync } from 'node:crypto';

/** A GitHub App's private key, PKCS#1 as GitHub gives it, made at run time. */
export function makeAppKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}
