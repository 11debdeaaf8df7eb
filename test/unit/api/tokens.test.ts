import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createToken, listTokens, revokeToken } from '../../../src/api/tokens/keep-tokens.ts';
import { findToken } from '../../../src/api/tokens/find-token.ts';
import { TokenRequest } from '../../../src/api/tokens/token-requests.ts';
import { hashToken, makeToken, readToken } from '../../../src/api/tokens/token-text.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import type { Secret } from '../../../src/base/secret.ts';
import { detect } from '../../../src/detect/index.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { openStore, type Store } from '../../../src/store/database.ts';
import { handleWeb } from '../../../src/web/routes.ts';
import { LoginTries } from '../../../src/web/login/limit-tries.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { copyDatabaseTemplate } from '../../../demo/world/server-process.ts';
import { bearer, openApi, tokenFor } from '../../support/api.ts';
import { makeTestPlace, type TestPlace } from '../../support/test-store.ts';

const MAIN = new URL('../../../src/main.ts', import.meta.url).pathname;
const NOW = new Date('2026-11-25T12:00:00Z');
const after = (ms: number) => new Date(NOW.getTime() + ms);
const DAY_MS = 86_400_000;
let place: TestPlace;
let store: Store;
let queue: Queue;
let server: WebServer;

beforeAll(async () => {
  place = await makeTestPlace();
  if (!place.config.databaseUrl) copyDatabaseTemplate(place.config.dataDir, 'rekey');
  store = await openStore(place.config);
  const log = pino({ level: 'silent' });
  queue = await openQueue(store, log);
  const context = {
    db: store.db,
    queue,
    keys: deriveKeys(store.key),
    metrics: createMetrics(),
    log,
    apiCalls: new LoginTries(3),
  };
  server = await listen((request, response) => void handleWeb(context, request, response), '127.0.0.1', 0);
  const owners = [
    [81, 'acme'],
    [82, 'Globex'],
    [83, '82'],
  ] as const;
  for (const [id, owner] of owners)
    await store.db.insertInto('installations').values({ id, owner, owner_type: 'Organization' }).execute();
});
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.close();
  await place.remove();
});

async function keep(installations: readonly string[], days = 30): Promise<{ token: Secret; id: string }> {
  const token = makeToken();
  const { id } = await createToken(
    store.db,
    { name: 'nightly report', hash: hashToken(token), installations, days },
    NOW,
  );
  return { token, id };
}

const trail = async (id: string) => {
  const rows = await store.db
    .selectFrom('audit')
    .select(['installation_id', 'actor', 'event', 'why'])
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map((row) => [row.installation_id, row.actor, row.event, row.why]);
};

describe('an API token', () => {
  it('is one that our own scanner finds, and that a slip of the pen does not make', () => {
    const token = makeToken();
    expect(readToken(token.reveal())?.reveal()).toBe(token.reveal());
    const found = detect({ path: 'notes.md', content: `the token is ${token.reveal()}\n` });
    expect(found.map(({ type, provider, confidence }) => [type, provider, confidence])).toEqual([
      ['rekey-api-token', 'rekey', 'exact'],
    ]);
    const text = token.reveal();
    const slip = text.slice(0, 20) + (text[20] === 'a' ? 'b' : 'a') + text.slice(21);
    for (const wrong of [slip, `${text}0`, text.slice(0, -1), text.toUpperCase(), '', 'rekey_api_'])
      expect(readToken(wrong)).toBeUndefined();
  });

  it('reads what it was made for, until its day, and its first use is on record once', async () => {
    const { token, id } = await keep(['ACME', '81', 'globex']);
    const uses = [after(1), after(2)].map((now) => findToken(store.db, token, now));
    for (const found of await Promise.all(uses))
      expect(found).toEqual({ id, viewer: { installations: [81, 82] } });
    await findToken(store.db, token, after(61_000));
    const listed = (await listTokens(store.db)).find((one) => one.id === id);
    expect(listed).toMatchObject({ owners: ['acme', 'Globex'], lastUsedAt: after(61_000), revokedAt: null });
    expect(await findToken(store.db, token, after(30 * DAY_MS - 1))).toBeDefined();
    expect(await findToken(store.db, token, after(30 * DAY_MS))).toBeUndefined();
    const created = ['operator', 'api_token_created', 'nightly report, until 2026-12-25'];
    const used = ['api-token', 'api_token_first_used', 'nightly report'];
    expect(await trail(id)).toEqual([
      [81, ...created],
      [82, ...created],
      [81, ...used],
      [82, ...used],
    ]);
  });

  it('is kept as its hash alone', async () => {
    const { token } = await keep(['acme']);
    const rows = await store.db.selectFrom('api_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).toContain(hashToken(token));
    expect(JSON.stringify(rows)).not.toContain(token.reveal().slice(10, 40));
  });

  it('ends at once when it is revoked, and once', async () => {
    const { token, id } = await keep(['acme']);
    expect(await findToken(store.db, token, NOW)).toBeDefined();
    expect(await revokeToken(store.db, id, { actor: 'operator', at: NOW })).toBe('nightly report');
    expect(await findToken(store.db, token, NOW)).toBeUndefined();
    expect(await revokeToken(store.db, id, { actor: 'operator', at: NOW })).toBeUndefined();
    expect((await trail(id)).at(-1)).toEqual([81, 'operator', 'api_token_revoked', 'nightly report']);
  });

  it('reads nothing of an installation that is gone', async () => {
    await store.db
      .insertInto('installations')
      .values({ id: 84, owner: 'leaving', owner_type: 'Organization' })
      .execute();
    const [one, both] = [await keep(['leaving']), await keep(['leaving', 'acme'])];
    await store.db.updateTable('installations').set({ deleted_at: NOW }).where('id', '=', 84).execute();
    expect(await findToken(store.db, one.token, NOW)).toBeUndefined();
    expect(await findToken(store.db, both.token, NOW)).toMatchObject({ viewer: { installations: [81] } });
    await expect(keep(['leaving'])).rejects.toThrow('No installation of leaving is known');
  });

  it('is not made for somebody else whose name is the id of an installation', async () => {
    await expect(keep(['82'])).rejects.toThrow('give that account’s id');
    expect((await keep(['83'])).id).toBeDefined();
  });

  it.each([
    { days: 91 },
    { days: 0 },
    { days: 1.5 },
    { installations: [] },
    { name: '' },
    { name: 'two\nlines' },
    { hash: 'x' },
  ])('is not made with %j', (wrong) => {
    const right = { do: 'create', name: 'a', installations: ['acme'], days: 90, hash: 'a'.repeat(64) };
    expect(TokenRequest.safeParse(right).success).toBe(true);
    expect(TokenRequest.safeParse({ ...right, ...wrong }).success).toBe(false);
  });
});

describe('a token that asks too often', () => {
  it('is told when to come back, and no other token has to wait for that', async () => {
    const [eager, calm] = [await tokenFor(store.db, 'acme'), await tokenFor(store.db, 'acme')];
    const { get } = await openApi(`http://127.0.0.1:${server.port}`);
    // The count begins anew each minute, perhaps between two of these.
    const answers = [];
    for (let asked = 0; asked < 7; asked += 1) answers.push(await get('/api/v1/checks', bearer(eager)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
    const waits = answers
      .filter(({ status }) => status === 429)
      .map(({ headers }) => headers.get('retry-after'));
    expect(waits.filter((seconds) => !(Number(seconds) > 0))).toEqual([]);
    expect((await get('/api/v1/checks', bearer(calm))).status).toBe(200);
  });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function rekey(...args: readonly string[]): Promise<Ended> {
  const { databaseUrl, dataDir, key } = place.config;
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(server.port),
    REKEY_KEY: key?.toString('base64') ?? '',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  };
  return new Promise((done) => {
    execFile(process.execPath, [MAIN, 'api-token', ...args], { cwd: dataDir, env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

describe('rekey api-token', () => {
  it('makes a token while a server runs, which opens the API until it is revoked', async () => {
    const made = await rekey('create', '--name', 'siem', '--installation', 'acme', '--days', '7');
    expect(made.err).toMatch(/^[0-9a-f-]{36} reads acme until \d{4}-\d\d-\d\d\. It is not shown again\.\n$/);
    expect([made.code, readToken(made.out.trim())?.length]).toEqual([0, 80]);
    const ask = () =>
      fetch(`http://127.0.0.1:${server.port}/api/v1/installations`, { headers: bearer(made.out.trim()) });
    expect(await (await ask()).json()).toMatchObject({ data: [{ id: 81, owner: 'acme' }] });
    const id = made.err.slice(0, 36);
    const listed = await rekey('list');
    expect(listed.out).toMatch(new RegExp(`^${id}  siem  acme  until [\\d-]+, last used [\\d-]+$`, 'm'));
    expect(listed.out + listed.err).not.toContain(made.out.trim());
    expect(await rekey('revoke', id)).toMatchObject({ code: 0, out: 'siem is revoked\n' });
    expect((await ask()).status).toBe(401);
  }, 60_000);

  it('says what is wrong, and makes none', async () => {
    const unknown = await rekey('create', '--name', 'x', '--installation', 'nobody');
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    expect(unknown.err).toContain('NO_INSTALLATION');
    expect(await rekey('create', '--name', 'x')).toMatchObject({ code: 2, out: '' });
  }, 60_000);
});
