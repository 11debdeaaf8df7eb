import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keys } from '../base/keys.ts';
import type { Database } from '../store/database.ts';
import { spendLink } from './spend-link.ts';

const LINK_SECONDS = 600;
const SESSION_SECONDS = 12 * 3600;
const COMMAND_SECONDS = 60;
const COOKIE = 'rekey_session';

type Purpose = 'link' | 'session' | 'command';

function sign(keys: Keys, purpose: Purpose, expires: string, nonce: string): string {
  return createHmac('sha256', keys.session).update(`${purpose}:${expires}:${nonce}`).digest('base64url');
}

/** No two are alike: one is spent, and another is not. */
function issue(keys: Keys, purpose: Purpose, seconds: number): string {
  const expires = String(Math.floor(Date.now() / 1000) + seconds);
  const nonce = randomBytes(16).toString('base64url');
  return `${expires}.${nonce}.${sign(keys, purpose, expires, nonce)}`;
}

/** Undefined for what is not of this installation or too old. */
function read(keys: Keys, purpose: Purpose, token: string): { nonce: string; ends: Date } | undefined {
  const [expires = '', nonce = '', signature = '', ...more] = token.split('.', 4);
  const ends = new Date(Number(expires) * 1000);
  if (more.length > 0 || !/^\d{1,12}$/.test(expires) || ends.getTime() < Date.now()) return undefined;
  const wanted = Buffer.from(sign(keys, purpose, expires, nonce));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? { nonce, ends } : undefined;
}

/**
 * The code of a sign-in link for the operator, good once within ten minutes. Whoever has REKEY_KEY can make one, and nobody
 * else: it shows that the visitor runs this installation.
 */
export function issueLinkCode(keys: Keys): string {
  return issue(keys, 'link', LINK_SECONDS);
}

/** Turns a sign-in code into a session cookie; undefined when the code is wrong, too old or was used before. */
export async function startSession(
  { db, keys }: { readonly db: Database; readonly keys: Keys },
  code: string,
  options: { readonly secure: boolean },
): Promise<string | undefined> {
  const link = read(keys, 'link', code);
  if (!link || !(await spendLink(db, link.nonce, link.ends))) return undefined;
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_SECONDS}${options.secure ? '; Secure' : ''}`;
  return `${COOKIE}=${issue(keys, 'session', SESSION_SECONDS)}; ${attributes}`;
}

/** True when the request's cookies hold a session of this installation. */
export function hasSession(keys: Keys, cookies: string | undefined): boolean {
  return sessionOf(keys, cookies) !== undefined;
}

function sessionOf(keys: Keys, cookies: string | undefined): string | undefined {
  const pair = cookies?.split(/;\s*/).find((part) => part.startsWith(`${COOKIE}=`));
  const token = pair?.slice(COOKIE.length + 1);
  return token !== undefined && read(keys, 'session', token) ? token : undefined;
}

/**
 * What a form of this session carries, so that no other page can send it: whoever knows it has seen a page of the session.
 * Undefined without a session.
 */
export function formToken(keys: Keys, cookies: string | undefined): string | undefined {
  const session = sessionOf(keys, cookies);
  return session === undefined
    ? undefined
    : createHmac('sha256', keys.session).update(`form:${session}`).digest('base64url');
}

/** True for the {@link formToken} of the same session. */
export function isFormToken(keys: Keys, cookies: string | undefined, token: string): boolean {
  const wanted = Buffer.from(formToken(keys, cookies) ?? '');
  const given = Buffer.from(token);
  return wanted.length > 0 && wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** What shows a running server that a command has its key; good for a minute. */
export function issueCommandCode(keys: Keys): string {
  return issue(keys, 'command', COMMAND_SECONDS);
}

/** True for a code of {@link issueCommandCode} that is not too old. */
export function isCommandCode(keys: Keys, code: string): boolean {
  return read(keys, 'command', code) !== undefined;
}
