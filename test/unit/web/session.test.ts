import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { Store } from '../../../src/store/database.ts';
import { LoginTries } from '../../../src/web/login/limit-tries.ts';
import { returnPath } from '../../../src/web/login/return-path.ts';
import { keepBegun, readBegun } from '../../../src/web/login/begun-cookie.ts';
import { endSession, openSession, readSession, type SessionContext } from '../../../src/web/session.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const person = { id: 5, login: 'octo' };
const HOUR = 3_600_000;
let store: Store & { remove(): Promise<void> };
let visible: readonly number[] | undefined;
let asked = 0;
let context: SessionContext;

beforeAll(async () => {
  store = await openTestStore();
  context = {
    db: store.db,
    keys,
    readRights() {
      asked += 1;
      return visible ? Promise.resolve(visible) : Promise.reject(new Error('GitHub does not answer'));
    },
  };
});
beforeEach(() => {
  visible = [1, 2];
  asked = 0;
});
afterAll(() => store.remove());

const cookieOf = (header: string) => header.split(';')[0] ?? '';
const read = (cookie: string, headers: Record<string, string> = {}, within = context) =>
  readSession(within, { headers: { cookie, ...headers } });
const member = async (secure = false) =>
  cookieOf(await openSession(context, { person, installations: [1, 2] }, secure));

/** Moves the moments of all sessions into the past. */
async function age(columns: Partial<Record<'seen_at' | 'checked_at' | 'ends_at', number>>): Promise<void> {
  for (const [column, ms] of Object.entries(columns))
    await store.db
      .updateTable('web_sessions')
      .set({ [column]: new Date(Date.now() - ms) })
      .execute();
}

describe('a session', () => {
  it('is a random number that the database knows by its hash only, and shows what its person may see', async () => {
    const cookie = await member();
    expect(await read(cookie)).toMatchObject({ person, viewer: { installations: [1, 2] } });
    const rows = await store.db.selectFrom('web_sessions').selectAll().execute();
    const [secret = ''] = cookie.replace('rekey_session=', '').split('.');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(asked).toBe(0);
  });

  it('is none when it is changed, of another installation, or logged out', async () => {
    const cookie = await member();
    expect(await read(`${cookie}x`)).toBeUndefined();
    expect(await read(cookie.replace(/=./, '=-'))).toBeUndefined();
    expect(await read(cookie, {}, { ...context, keys: deriveKeys(randomBytes(32)) })).toBeUndefined();
    await endSession(context, (await read(cookie))?.id ?? '', false);
    expect(await read(cookie)).toBeUndefined();
  });

  it('is kept under a name that only this host can set, where people come by https', async () => {
    const header = await openSession(context, 'operator', true);
    expect(header).toMatch(
      /^__Host-rekey_session=.*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/,
    );
    const cookie = cookieOf(header);
    const https = { 'x-forwarded-proto': 'https' };
    expect(await read(cookie, https)).toMatchObject({ person: undefined, viewer: { installations: 'all' } });
    expect(await read(cookie.replace('__Host-', ''), https)).toBeUndefined();
    expect(await read(cookie)).toBeUndefined();
    // The operator's word about the address counts more than a header.
    expect(await read(cookie, {}, { ...context, publicUrl: 'https://rekey.test' })).toBeDefined();
  });

  it.each([
    ['after two hours without a page', { seen_at: 2 * HOUR + 1000 }],
    ['after twelve hours', { ends_at: 1000 }],
  ])('ends %s', async (_when, past) => {
    const cookie = await member();
    await age(past);
    expect(await read(cookie)).toBeUndefined();
    const left = await store.db.selectFrom('web_sessions').select('id').where('login', '=', 'octo').execute();
    expect(left.length).toBeLessThan(2);
  });

  it('has its rights read again after ten minutes, and ends with the last of them', async () => {
    const cookie = await member();
    await age({ checked_at: 11 * 60_000 });
    visible = [2];
    expect(await read(cookie)).toMatchObject({ viewer: { installations: [2] } });
    expect(await read(cookie)).toMatchObject({ viewer: { installations: [2] } });
    expect(asked).toBe(1);
    await age({ checked_at: 11 * 60_000 });
    visible = [];
    expect(await read(cookie)).toBeUndefined();
    visible = [1, 2];
    expect(await read(cookie)).toBeUndefined();
  });

  it('keeps the rights that were read last while GitHub does not answer, for an hour', async () => {
    const cookie = await member();
    visible = undefined;
    await age({ checked_at: 50 * 60_000 });
    expect(await read(cookie)).toMatchObject({ viewer: { installations: [1, 2] } });
    await age({ checked_at: HOUR + 1000 });
    expect(await read(cookie)).toBeUndefined();
  });
});

describe('a login', () => {
  it.each([
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    '/a\nb',
    'javascript:1',
    '',
    '/x'.repeat(300),
  ])('goes on to the first page after %j', (wanted) => expect(returnPath(wanted)).toBe('/'));

  it('goes on to the page that was asked for', () => {
    expect(returnPath('/incidents?state=open&search=a%20b')).toBe('/incidents?state=open&search=a%20b');
    expect(returnPath('/a/..//evil.example')).not.toMatch(/^\/\//);
  });

  it('that was begun is kept signed', () => {
    const cookie = cookieOf(keepBegun(keys, { state: 's', verifier: 'v', back: '/checks' }, true));
    expect(readBegun(keys, cookie, true)).toMatchObject({ state: 's', verifier: 'v', back: '/checks' });
    expect(readBegun(keys, `${cookie}x`, true)).toBeUndefined();
    expect(readBegun(keys, undefined, true)).toBeUndefined();
    expect(readBegun(deriveKeys(randomBytes(32)), cookie, true)).toBeUndefined();
  });

  it('can be tried 60 times a minute from one address', () => {
    const tries = new LoginTries();
    const waits = Array.from({ length: 61 }, () => tries.wait('a', 1_000_000));
    expect(waits.filter((seconds) => seconds === 0)).toHaveLength(60);
    expect(waits.at(-1)).toBe(60);
    expect(tries.wait('b', 1_000_000)).toBe(0);
    expect(tries.wait('a', 1_060_001)).toBe(0);
  });
});
