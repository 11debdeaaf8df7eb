import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../base/keys.ts';

const LINK_SECONDS = 600;
const SESSION_SECONDS = 12 * 3600;
const COMMAND_SECONDS = 60;
const COOKIE = 'rekey_session';

type Purpose = 'link' | 'session' | 'command';

function sign(keys: Keys, purpose: Purpose, expires: number): string {
  return createHmac('sha256', keys.session).update(`${purpose}:${expires}`).digest('base64url');
}

function issue(keys: Keys, purpose: Purpose, seconds: number): string {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  return `${expires}.${sign(keys, purpose, expires)}`;
}

function isValid(keys: Keys, purpose: Purpose, token: string): boolean {
  const [expires = '', signature = ''] = token.split('.', 2);
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < Date.now()) return false;
  const wanted = Buffer.from(sign(keys, purpose, Number(expires)));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/**
 * The code of a sign-in link for the operator, good for ten minutes. Whoever has REKEY_KEY can make one, and nobody
 * else: it shows that the visitor runs this installation.
 */
export function issueLinkCode(keys: Keys): string {
  return issue(keys, 'link', LINK_SECONDS);
}

/** Turns a sign-in code into a session cookie; undefined when the code is wrong or too old. */
export function startSession(
  keys: Keys,
  code: string,
  options: { readonly secure: boolean },
): string | undefined {
  if (!isValid(keys, 'link', code)) return undefined;
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_SECONDS}${options.secure ? '; Secure' : ''}`;
  return `${COOKIE}=${issue(keys, 'session', SESSION_SECONDS)}; ${attributes}`;
}

/** True when the request's cookies hold a session of this installation. */
export function hasSession(keys: Keys, cookies: string | undefined): boolean {
  const pair = cookies?.split(/;\s*/).find((part) => part.startsWith(`${COOKIE}=`));
  return pair !== undefined && isValid(keys, 'session', pair.slice(COOKIE.length + 1));
}

/** What shows a running server that a command has its key; good for a minute. */
export function issueCommandCode(keys: Keys): string {
  return issue(keys, 'command', COMMAND_SECONDS);
}

/** True for a code of {@link issueCommandCode} that is not too old. */
export function isCommandCode(keys: Keys, code: string): boolean {
  return isValid(keys, 'command', code);
}
