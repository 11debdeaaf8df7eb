import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { policyJsonSchema } from '../../../src/policy/policy-json-schema.ts';
import type { Store } from '../../../src/store/database.ts';
import { handleWeb } from '../../../src/web/routes.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { issueLinkCode, readSession, startSession } from '../../../src/web/session.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let server: WebServer;
let incidentId: string;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  const context = { db: store.db, queue, keys, metrics: createMetrics(), log };
  server = await listen((request, response) => void handleWeb(context, request, response), '127.0.0.1', 0);
  const observation = makeObservation(makeFinding(undefined, { server: '<img src=x onerror=alert(1)>' }), {
    path: '"><script>alert(1)</script>.json',
  });
  const check = {
    installationId: 1,
    headSha: 'a'.repeat(40),
    mode: 'enforce',
    notes: [],
  } as const;
  const scrub = createScrub([], (text) => text);
  const recorded = await store.db
    .transaction()
    .execute((trx) =>
      recordFindings(
        trx,
        keys,
        { installationId: 1, repository: REPOSITORY, observations: [observation], check },
        scrub,
      ),
    );
  incidentId = recorded.credentials[0]?.incidentId ?? '';
  const job = { queue: 'bulk', lane: '1', data: {} } as const;
  await store.db.transaction().execute((trx) => queue.send(trx, [job, { ...job, afterSeconds: 600 }]));
});
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.remove();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers, redirect: 'manual' });

async function signIn(): Promise<{ cookie: string }> {
  const response = await get(`/sign-in?code=${issueLinkCode(keys)}`);
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

describe('the web server', () => {
  it('gives editors the schema of the policy file, which they may keep for an hour', async () => {
    const response = await get('/rekey.schema.json');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual(policyJsonSchema());
    const again = await get('/rekey.schema.json', { 'if-none-match': response.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it.each([
    ['/healthz', 200, 'ok'],
    ['/readyz', 200, 'ready'],
    ['/metrics', 200, 'rekey_incidents{state="found"} 1'],
    ['/metrics', 200, 'rekey_jobs{queue="bulk",state="due"} 1'],
    ['/metrics', 200, 'rekey_jobs{queue="bulk",state="later"} 1'],
    ['/metrics', 200, 'rekey_jobs{queue="revoke",state="due"} 0'],
  ])('answers %s to anyone', async (path, status, text) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });

  it.each(['/', '/incidents/x', '/sign-in', '/sign-in?code=1.2', '/sign-in?code=9999999999.AAAA'])(
    'shows nothing at %s without a session',
    async (path) => {
      const text = await (await get(path)).text();
      expect(text).toContain('rekey sign-in');
      expect(text).not.toContain('Bearer token of a remote MCP server');
      expect(text).not.toContain('octo');
    },
  );

  it('does not show an incident without a session', async () => {
    const response = await get(`/incidents/${incidentId}`);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('Bearer token of a remote MCP server');
  });

  it('opens with the link of the operator, by a cookie that scripts and other sites cannot use', async () => {
    const response = await get(`/sign-in?code=${issueLinkCode(keys)}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict/);
    const page = await get('/', await signIn());
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Bearer token of a remote MCP server');
  });

  it('shows hostile names as text, and allows no script at all', async () => {
    for (const path of ['/', `/incidents/${incidentId}`]) {
      const response = await get(path, await signIn());
      const text = await response.text();
      expect(text).not.toMatch(/<script|<img/);
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-/,
      );
    }
    expect(await (await get(`/incidents/${incidentId}`, await signIn())).text()).toContain('&lt;script&gt;');
  });

  it('allows exactly the style sheet that it sends', async () => {
    const response = await get('/', await signIn());
    const style = /<style>([^]*)<\/style>/.exec(await response.text())?.[1] ?? '';
    expect(style).toContain('.badge');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
  });

  it('answers 404 to what is not there and 405 to what changes something', async () => {
    expect((await get('/incidents/00000000-0000-0000-0000-000000000000', await signIn())).status).toBe(404);
    expect((await get('/nowhere', await signIn())).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/`, { method: 'DELETE' })).status).toBe(405);
  });
});

const sessionOf = (cookie: string | undefined) =>
  readSession({ db: store.db, keys }, { headers: cookie === undefined ? {} : { cookie } });
const open = (db: Store['db'], code: string, by = keys, secure = false) =>
  startSession({ db, keys: by }, code, { secure });

describe('a sign-in link', () => {
  it('lets exactly one of two browsers in, and nobody after that', async () => {
    const code = issueLinkCode(keys);
    expect(issueLinkCode(keys)).not.toBe(code);
    expect(
      (await fetch(`http://127.0.0.1:${server.port}/sign-in?code=${code}`, { method: 'HEAD' })).status,
    ).toBe(403);
    const answers = await Promise.all([1, 2, 3].map(() => get(`/sign-in?code=${code}`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 403, 403]);
    const late = await get(`/sign-in?code=${code}`);
    expect(late.status).toBe(403);
    expect(late.headers.get('set-cookie')).toBeNull();
  });

  it('is remembered as used for as long as it would be good, and no longer', async () => {
    await store.db
      .insertInto('spent_links')
      .values({ nonce: 'old', ends_at: new Date(0) })
      .execute();
    await open(store.db, issueLinkCode(keys));
    const rows = await store.db.selectFrom('spent_links').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    for (const { ends_at: ends } of rows) expect(ends.getTime()).toBeGreaterThan(Date.now());
  });

  it('is no session, and opens nothing when it is changed, too old or of another installation', async () => {
    const code = issueLinkCode(keys);
    const [expires = '', nonce = '', signature = ''] = code.split('.');
    expect(await sessionOf(`rekey_session=${code}`)).toBeUndefined();
    for (const wrong of [
      `${Number(expires) + 1}.${nonce}.${signature}`,
      `1000.${nonce}.${signature}`,
      `${expires}.${nonce.replace(/^./, '-')}x.${signature}`,
      `${expires}.${signature}`,
      `${code}.x`,
    ])
      expect(await open(store.db, wrong)).toBeUndefined();
    expect(await open(store.db, code, deriveKeys(randomBytes(32)))).toBeUndefined();
    expect(await open(store.db, code, keys, true)).toContain('; Secure');
    expect(await sessionOf(undefined)).toBeUndefined();
  });
});
