import { z } from 'zod';
import type { Keys } from '../../base/keys.ts';
import { readCookie, writeCookie } from '../cookies.ts';
import { isSame, signText } from '../signed-code.ts';
import type { Begun } from './github-login.ts';

const NAME = 'rekey_login';
const SECONDS = 600;

const Kept = z.object({
  state: z.string(),
  verifier: z.string(),
  back: z.string(),
  ends: z.number(),
});

/** A login that was begun in this browser, and the page to go on to. */
export interface BegunHere extends Begun {
  readonly back: string;
  readonly ends: Date;
}

/** Keeps it in the browser that began it, for ten minutes: no other browser can end it. */
export function keepBegun(
  keys: Pick<Keys, 'session'>,
  begun: Begun & { readonly back: string },
  secure: boolean,
): string {
  const kept = { ...begun, ends: Date.now() + SECONDS * 1000 };
  const text = Buffer.from(JSON.stringify(kept)).toString('base64url');
  const value = `${text}.${signText(keys, 'login', text)}`;
  return writeCookie(NAME, value, { secure, sameSite: 'Lax', seconds: SECONDS });
}

/** Undefined where none was begun, or too long ago. */
export function readBegun(
  keys: Pick<Keys, 'session'>,
  cookies: string | undefined,
  secure: boolean,
): BegunHere | undefined {
  const [text = '', signature = ''] = (readCookie(cookies, NAME, secure) ?? '').split('.', 2);
  if (!isSame(signText(keys, 'login', text), signature)) return undefined;
  const kept = Kept.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  return kept.ends < Date.now() ? undefined : { ...kept, ends: new Date(kept.ends) };
}

/** Takes it away. */
export const forgetBegun = (secure: boolean): string =>
  writeCookie(NAME, '', { secure, sameSite: 'Lax', seconds: 0 });
