import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Keys } from '../base/keys.ts';
import type { Person } from '../github/command.ts';
import type { ReadBy } from '../inventory/readings.ts';
import type { Database } from '../store/database.ts';
import type { Viewer } from '../views/viewer.ts';
import { isSecure, readCookie, writeCookie } from './cookies.ts';
import { isSame, issueCode, readCode, signText } from './signed-code.ts';
import { spendLink } from './spend-link.ts';

const LINK_SECONDS = 600;
const COMMAND_SECONDS = 60;
const SESSION_SECONDS = 12 * 3600;
const IDLE_MS = 2 * 3_600_000;
/** The row is not written for each page that is read. */
const SEEN_MS = 60_000;
const CHECK_MS = 600_000;
/** While GitHub does not answer, the rights that were read last hold for so long. */
const UNCHECKED_MS = 3_600_000;
const COOKIE = 'rekey_session';

/** Reads again which of some installations a person may see; throws when GitHub does not answer. */
export type ReadRights = (person: Person, installations: readonly number[]) => Promise<readonly number[]>;

/** What sessions are kept in. */
export interface SessionContext {
  readonly db: Database;
  readonly keys: Pick<Keys, 'session'>;
  /** Absent where nobody can log in through GitHub. */
  readonly readRights?: ReadRights | undefined;
  readonly publicUrl?: string | undefined;
}

/** Somebody who is logged in. */
export interface Session {
  readonly id: string;
  /** Undefined for whoever runs this Rekey. */
  readonly person: Person | undefined;
  readonly viewer: Viewer;
  /** What its forms carry, so that no other page can send one: whoever knows it has seen a page of the session. */
  readonly token: string;
}

const idOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * The code of a sign-in link for the operator, good once within ten minutes. Whoever has REKEY_KEY can make one, and nobody
 * else: it shows that the visitor runs this installation.
 */
export const issueLinkCode = (keys: Pick<Keys, 'session'>): string => issueCode(keys, 'link', LINK_SECONDS);

/** What shows a running server that a command has its key; good for a minute. */
export const issueCommandCode = (keys: Pick<Keys, 'session'>): string =>
  issueCode(keys, 'command', COMMAND_SECONDS);

/** True for a code of {@link issueCommandCode} that is not too old. */
export const isCommandCode = (keys: Pick<Keys, 'session'>, code: string): boolean =>
  readCode(keys, 'command', code) !== undefined;

/** Begins a session, and returns its cookie. It ends after twelve hours, and after two without a page. */
export async function openSession(
  { db, keys }: SessionContext,
  visitor: { readonly person: Person; readonly installations: readonly number[] } | 'operator',
  secure: boolean,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const now = new Date();
  await db.deleteFrom('web_sessions').where('ends_at', '<', now).execute();
  const person = visitor === 'operator' ? undefined : visitor.person;
  const row = {
    id: idOf(secret),
    login: person?.login ?? null,
    github_id: person?.id ?? null,
    installations: visitor === 'operator' ? null : JSON.stringify(visitor.installations),
    ends_at: new Date(now.getTime() + SESSION_SECONDS * 1000),
  };
  await db
    .insertInto('web_sessions')
    .values({ ...row, began_at: now, seen_at: now, checked_at: now })
    .execute();
  // Who comes back from GitHub comes from another site, and so does who follows a link in an issue.
  const rules = { secure, sameSite: person ? 'Lax' : 'Strict', seconds: SESSION_SECONDS } as const;
  return writeCookie(COOKIE, `${secret}.${signText(keys, 'session', secret)}`, rules);
}

/** Turns a sign-in code into a session cookie; undefined when the code is wrong, too old or was used before. */
export async function startSession(
  context: SessionContext,
  code: string,
  { secure }: { readonly secure: boolean },
): Promise<string | undefined> {
  const link = readCode(context.keys, 'link', code);
  if (!link || !(await spendLink(context.db, link.nonce, link.ends))) return undefined;
  return openSession(context, 'operator', secure);
}

/** Ends a session at once, and returns what takes its cookie away. */
export async function endSession(
  { db }: Pick<SessionContext, 'db'>,
  id: string,
  secure: boolean,
): Promise<string> {
  await db.deleteFrom('web_sessions').where('id', '=', id).execute();
  return writeCookie(COOKIE, '', { secure, sameSite: 'Lax', seconds: 0 });
}

function readRow({ db }: SessionContext, id: string) {
  return db.selectFrom('web_sessions').selectAll().where('id', '=', id).executeTakeFirst();
}

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>;

/** What a person may see by now; undefined where nothing is left, or nobody could say for too long. */
async function visibleNow(
  { db, readRights }: SessionContext,
  row: Row,
  person: Person,
  now: number,
): Promise<readonly number[] | undefined> {
  const known = row.installations ?? [];
  const age = now - row.checked_at.getTime();
  if (age < CHECK_MS) return known;
  const installations = await readRights?.(person, known).catch(() => undefined);
  if (!installations) return age < UNCHECKED_MS && readRights ? known : undefined;
  const change = { installations: JSON.stringify(installations), checked_at: new Date(now) };
  await db.updateTable('web_sessions').set(change).where('id', '=', row.id).execute();
  return installations.length > 0 ? installations : undefined;
}

/** Who sends a request; undefined for somebody who is not logged in, or not any more. */
export async function readSession(
  context: SessionContext,
  request: Pick<IncomingMessage, 'headers'>,
): Promise<Session | undefined> {
  const { db, keys } = context;
  const value = readCookie(request.headers.cookie, COOKIE, isSecure(context, request)) ?? '';
  const [secret = '', signature = ''] = value.split('.', 2);
  if (!isSame(signText(keys, 'session', secret), signature)) return undefined;
  const row = await readRow(context, idOf(secret));
  const now = Date.now();
  if (!row) return undefined;
  const isOver = row.ends_at.getTime() < now || row.seen_at.getTime() < now - IDLE_MS;
  const person =
    row.login === null || row.github_id === null ? undefined : { login: row.login, id: row.github_id };
  const installations = isOver ? undefined : person ? await visibleNow(context, row, person, now) : 'all';
  if (installations === undefined) {
    await db.deleteFrom('web_sessions').where('id', '=', row.id).execute();
    return undefined;
  }
  if (row.seen_at.getTime() < now - SEEN_MS)
    await db
      .updateTable('web_sessions')
      .set({ seen_at: new Date(now) })
      .where('id', '=', row.id)
      .execute();
  return { id: row.id, person, viewer: { installations }, token: signText(keys, 'form', secret) };
}

/** Who reads by a session, for the audit trail. */
export const readerOf = ({ person }: Session): ReadBy => (person ? { person } : 'operator');

/** True for the token of the forms of a session. */
export const isFormToken = (session: Session, token: string): boolean => isSame(session.token, token);
