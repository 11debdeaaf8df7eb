import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../base/keys.ts';

type SessionKey = Pick<Keys, 'session'>;

/** What a code is for: one of one purpose is none of another. */
export type Purpose = 'link' | 'command' | 'login' | 'session' | 'form' | 'agent';

/** A signature over a text, for one purpose. */
export function signText({ session }: SessionKey, purpose: Purpose, text: string): string {
  return createHmac('sha256', session).update(`${purpose}:${text}`).digest('base64url');
}

/** Compares in a time that tells nothing about where two texts differ. */
export function isSame(wanted: string, given: string): boolean {
  const [one, other] = [Buffer.from(wanted), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** A code that ends, with a number that no other has: one is spent, and another is not. */
export function issueCode(keys: SessionKey, purpose: Purpose, seconds: number): string {
  const expires = String(Math.floor(Date.now() / 1000) + seconds);
  const nonce = randomBytes(16).toString('base64url');
  return `${expires}.${nonce}.${signText(keys, purpose, `${expires}:${nonce}`)}`;
}

/** Undefined for what is not of this installation or too old. */
export function readCode(
  keys: SessionKey,
  purpose: Purpose,
  code: string,
): { readonly nonce: string; readonly ends: Date } | undefined {
  const [expires = '', nonce = '', signature = '', ...more] = code.split('.', 4);
  const ends = new Date(Number(expires) * 1000);
  if (more.length > 0 || !/^\d{1,12}$/.test(expires) || ends.getTime() < Date.now()) return undefined;
  return isSame(signText(keys, purpose, `${expires}:${nonce}`), signature) ? { nonce, ends } : undefined;
}
