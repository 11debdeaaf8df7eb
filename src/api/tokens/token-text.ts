import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../../base/secret.ts';
import { hasTokenChecksum, tokenChecksum } from '../../detect/formats/token-checksum.ts';

/** Our own scanner knows it: an API token that leaks is found as any other. */
const PREFIX = 'rekey_api_';
/** 32 random bytes in hexadecimal and a checksum in base 62. */
const FORM = /^rekey_api_[0-9a-f]{64}[0-9A-Za-z]{6}$/;

/** Makes a token of 256 random bits. */
export function makeToken(): Secret {
  const random = randomBytes(32).toString('hex');
  return new Secret(`${PREFIX}${random}${tokenChecksum(`api_${random}`)}`);
}

/** What is kept of a token: enough to know it again, and nothing to make it from. */
export const hashToken = (token: Secret): string => createHash('sha256').update(token.reveal()).digest('hex');

/** Undefined for what was never a token: it is not looked for. */
export function readToken(text: string): Secret | undefined {
  return FORM.test(text) && hasTokenChecksum(text) ? new Secret(text) : undefined;
}
