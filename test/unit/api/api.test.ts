import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { apiDocument } from '../../../src/api/openapi.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { handleWeb } from '../../../src/web/routes.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { openSession } from '../../../src/web/session.ts';
import { bearer, openApi, tokenFor, type ApiAnswer } from '../../support/api.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const plan = (installationId: number, owner: string): Plan => ({
  ...DEMO,
  installationId,
  owner,
  repositories: 10,
  credentials: 45,
  exposures: 120,
  seed: installationId,
  now: new Date(),
});
const PLANS = { ours: plan(61, 'ours'), theirs: plan(62, 'theirs') } as const;
interface CredentialSeen {
  readonly id: string;
  readonly provider: string;
  readonly state: string;
  readonly owners: readonly string[];
  readonly environment: string | null;
  readonly lastUsedAt: string | null;
}
type Side = keyof typeof PLANS;
const SIDES: readonly Side[] = ['ours', 'theirs'];
const SEALED = randomBytes(60);

let store: Store & { remove(): Promise<void> };
let queue: Queue;
let server: WebServer;
let api: Awaited<ReturnType<typeof openApi>>;
let tokens: Readonly<Record<Side, string>>;
let sessions: Readonly<Record<Side, string>>;
/** Of each side an id for each path that has one. */
let ids: Readonly<Record<Side, Readonly<Record<string, string>>>>;
let needles: readonly string[];

const both = async <T>(make: (of: Plan) => Promise<T>) => ({
  ours: await make(PLANS.ours),
  theirs: await make(PLANS.theirs),
});

const cookieFor = async (installationId: number, login = 'octo', id = 5) => {
  const visitor = { person: { id, login }, installations: [installationId] };
  return (await openSession({ db: store.db, keys }, visitor, false)).split(';')[0] ?? '';
};

async function idsOf({ installationId }: Plan): Promise<Readonly<Record<string, string>>> {
  const incident = await store.db
    .selectFrom('incident_list')
    .select(['incident_id', 'credential_id'])
    .where('installation_id', '=', installationId)
    .orderBy('created_at')
    .executeTakeFirstOrThrow();
  const secret = await store.db
    .selectFrom('actions_secrets')
    .select('id')
    .where('installation_id', '=', installationId)
    .where('gone_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { incidents: incident.incident_id, credentials: incident.credential_id, secrets: secret.id };
}

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  const { db } = store;
  for (const one of Object.values(PLANS)) await seedOrganisation(db, keys, one);
  await db.updateTable('incidents').set({ sealed: SEALED }).execute();
  const context = { db, queue, keys, metrics: createMetrics(), log };
  server = await listen((request, response) => void handleWeb(context, request, response), '127.0.0.1', 0);
  api = await openApi(`http://127.0.0.1:${server.port}`);
  tokens = await both(({ owner }) => tokenFor(db, owner.toUpperCase()));
  sessions = await both(({ installationId }) => cookieFor(installationId));
  ids = await both(idsOf);
  const rows = await db.selectFrom('credentials').select('fingerprint').execute();
  const hashes = await db.selectFrom('api_tokens').select('hash').execute();
  const open = await db.selectFrom('web_sessions').select('id').execute();
  needles = [
    // Its first 12 digits are shown.
    ...rows.map(({ fingerprint }) => fingerprint.slice(0, 13)),
    ...hashes.map(({ hash }) => hash),
    ...open.map(({ id }) => id),
    ...(['base64', 'base64url', 'hex'] as const).map((encoding) => SEALED.toString(encoding)),
    ...Object.values(tokens),
  ];
}, 60_000);
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.remove();
});

const PATHS = Object.keys(apiDocument()['paths'] as object);
const pathOf = (template: string, side: Side): string => {
  const [, , , list = ''] = template.split('/');
  return template.replace('{id}', ids[side][list] ?? '');
};
/** All that an operation shows of one side to whoever asks. */
async function shown(template: string, side: Side, who: Readonly<Record<string, string>>) {
  const limit = api.document.paths[template]?.['get'];
  const isPaged = JSON.stringify(limit).includes('"name":"limit"');
  return api.all(`${pathOf(template, side)}${isPaged ? '?limit=20' : ''}`, who);
}
/** What pages show; of the trail all but who read it just now. */
function withoutReadings(pages: readonly ApiAnswer[]): readonly unknown[] {
  const rows = pages.flatMap(({ body }) => (Array.isArray(body['data']) ? body['data'] : [body]) as object[]);
  return rows.filter((row) => !('event' in row && row.event === 'api_read'));
}
const other = (side: Side): Side => (side === 'ours' ? 'theirs' : 'ours');

describe('every operation of the document', () => {
  it.each(PATHS)(
    '%s answers as described, of its own installation only, and never a secret',
    async (path) => {
      for (const side of SIDES) {
        const pages = await shown(path, side, bearer(tokens[side]));
        expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
        const text = pages.map((page) => page.text).join('\n');
        const strangers = Object.values(ids[other(side)]);
        for (const trace of [`"${other(side)}/`, `@${other(side)}/`, `"${other(side)}"`, ...strangers])
          expect([trace, text.includes(trace)]).toEqual([trace, false]);
        expect(needles.filter((needle) => text.includes(needle))).toEqual([]);
        // And it shows something, the same to somebody who is logged in.
        if (path.includes('/uses')) continue;
        expect(text.length).toBeGreaterThan(200);
        const again = await shown(path, side, { cookie: sessions[side] });
        expect(withoutReadings(again)).toEqual(withoutReadings(pages));
      }
    },
  );

  it.each(PATHS)('%s shows nothing without a token or session, or with a wrong one', async (path) => {
    const wrong = `${tokens.ours.slice(0, -1)}${tokens.ours.endsWith('0') ? '1' : '0'}`;
    const everyone = [{}, bearer(''), bearer('x'), bearer(wrong), { ...bearer('x'), cookie: sessions.ours }];
    for (const who of everyone) {
      const answer = await api.get(pathOf(path, 'ours'), who);
      expect([answer.status, answer.body['type']]).toEqual([401, 'urn:rekey:unauthenticated']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="rekey"');
    }
  });

  it.each(PATHS.filter((path) => path.includes('{id}')))('%s is not there for others', async (path) => {
    for (const side of SIDES)
      for (const who of [bearer(tokens[side]), { cookie: sessions[side] }]) {
        const { status, body } = await api.get(pathOf(path, other(side)), who);
        expect([status, body['type']]).toEqual([404, 'urn:rekey:not-found']);
      }
  });

  it.each(PATHS)('%s refuses a parameter that it does not know, and repeats none', async (path) => {
    for (const query of ['token=ghp_x', 'toString=1', 'days=1&days=2', '=1']) {
      const { status, body, text } = await api.get(`${pathOf(path, 'ours')}?${query}`, bearer(tokens.ours));
      expect([query, status, body['type']]).toEqual([query, 400, 'urn:rekey:invalid-parameter']);
      expect(text).not.toContain('ghp_x');
    }
  });
});

describe('a list', () => {
  it.each(['incidents', 'credentials', 'servers', 'secrets', 'findings', 'audit'])(
    'of %s comes page by page, each row once, by a link',
    async (list) => {
      const pages = await api.all(`/api/v1/${list}?limit=7`, bearer(tokens.ours));
      const rows = pages.flatMap(({ body }) => body['data'] as readonly Record<string, unknown>[]);
      const keysOf = rows.map((row) => JSON.stringify([row['id'], row['seq'], row['at'], row['subjectId']]));
      expect(pages.length).toBeGreaterThan(1);
      expect(new Set(keysOf).size).toBe(rows.length);
      for (const { headers, body } of pages)
        expect(headers.get('link')).toBe(
          typeof body['next'] === 'string' ? `<${body['next']}>; rel="next"` : null,
        );
    },
  );

  it('is narrowed by its filters, which the next page keeps', async () => {
    const pages = await api.all('/api/v1/incidents?state=dead&limit=5', bearer(tokens.ours));
    const rows = pages.flatMap(({ body }) => body['data'] as readonly { state: string; provider: string }[]);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages[0]?.body['next']).toMatch(/^\/api\/v1\/incidents\?state=dead&limit=5&cursor=[\w-]+$/);
    const dead = new Set(['revoked_verified', 'disabled_verified', 'already_inactive', 'expired']);
    expect(rows.filter(({ state }) => !dead.has(state))).toEqual([]);
    const provider = rows[0]?.provider ?? '';
    const of = await api.get(`/api/v1/incidents?provider=${provider}`, bearer(tokens.ours));
    const narrowed = of.body['data'] as readonly { provider: string }[];
    expect(new Set(narrowed.map((row) => row.provider))).toEqual(new Set([provider]));
  });

  it('of credentials is narrowed by all that an agent can ask for', async () => {
    const rowsAt = async (query: string) => {
      const pages = await api.all(`/api/v1/credentials?limit=200${query}`, bearer(tokens.ours));
      return pages.flatMap(({ body }) => body['data'] as readonly CredentialSeen[]);
    };
    const found = await rowsAt('');
    const longAgo = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const owner = found.flatMap(({ owners }) => owners)[0] ?? '';
    const provider = found[0]?.provider ?? '';
    const filters: Readonly<Record<string, (row: CredentialSeen) => boolean>> = {
      [`owner=${encodeURIComponent(owner)}`]: ({ owners }) => owners.includes(owner),
      'owner=nobody': ({ owners }) => owners.length === 0,
      [`provider=${provider}`]: (row) => row.provider === provider,
      'state=dismissed': ({ state }) => state === 'dismissed',
      'environment=production': ({ environment }) => environment === 'production',
      'unusedDays=30': ({ lastUsedAt }) => lastUsedAt !== null && lastUsedAt < longAgo,
    };
    for (const [query, fits] of Object.entries(filters)) {
      const wanted = found.filter(fits).map(({ id }) => id);
      expect([query, (await rowsAt(`&${query}`)).map(({ id }) => id)]).toEqual([query, wanted]);
      expect([query, wanted.length > 0, wanted.length < found.length]).toEqual([query, true, true]);
    }
    const overview = await api.get('/api/v1/overview', bearer(tokens.ours));
    expect(await rowsAt('&overdue=true')).toHaveLength(Number(overview.body['overdue']));
    // Of a team: what was seen where CODEOWNERS names it.
    const { id: credential } = found.find(({ owners }) => owners.length === 0) ?? { id: '' };
    const { repository_id } = await store.db
      .selectFrom('exposures')
      .select('repository_id')
      .where('credential_id', '=', credential)
      .executeTakeFirstOrThrow();
    const read = { installation_id: PLANS.ours.installationId, repository_id, code_owners: '* @ours/team-x' };
    await store.db.deleteFrom('register_reads').where('repository_id', '=', repository_id).execute();
    await store.db.insertInto('register_reads').values(read).execute();
    const teams = (await rowsAt('&team=@ours/team-x&owner=nobody')).map(({ id }) => id);
    expect(teams).toContain(credential);
    expect(await rowsAt('&team=@ours/team')).toEqual([]);
  });

  it('of credentials says which were replaced, and when', async () => {
    const [first] = (await api.get('/api/v1/credentials?limit=1', bearer(tokens.ours))).body['data'] as [
      { incident: string; replacedAt: string | null },
    ];
    expect(first.replacedAt).toBeNull();
    const at = '2026-11-20T10:00:00.000Z';
    const row = {
      incident_id: first.incident,
      installation_id: PLANS.ours.installationId,
      stage: 'done',
      target: '{}',
      overlap_seconds: 0,
      delivered_at: at,
    };
    await store.db
      .insertInto('rotations')
      .values(row as never)
      .execute();
    const again = await api.get('/api/v1/credentials?limit=1', bearer(tokens.ours));
    expect(again.body['data']).toEqual([{ ...first, replacedAt: at }]);
  });

  it.each(['secrets', 'servers'])('of %s says who answers for each', async (list) => {
    const table = list === 'secrets' ? 'actions_secrets' : 'mcp_servers';
    const { id } = await store.db
      .selectFrom(table)
      .select('id')
      .where('installation_id', '=', PLANS.ours.installationId)
      .where('gone_at', 'is', null)
      .executeTakeFirstOrThrow();
    const owners = ['@ours/payments', '@octo'];
    await store.db
      .updateTable(table)
      .set({ owners: JSON.stringify(owners) })
      .where('id', '=', id)
      .execute();
    const pages = await api.all(`/api/v1/${list}`, bearer(tokens.ours));
    expect(pages.flatMap(({ body }) => body['data'])).toContainEqual(expect.objectContaining({ id, owners }));
  });

  it.each([
    'credentials?overdue=yes',
    'credentials?team=payments',
    'credentials?unusedDays=0',
    'incidents?state=',
    'incidents?state=undead',
    'incidents?limit=0',
    'incidents?limit=201',
    'incidents?limit=ten',
    'incidents?cursor=abc',
    'incidents?search=%00',
    'audit?cursor=1',
    'audit?since=yesterday',
    'audit?incident=1',
    'findings?severity=huge',
    'overview?days=367',
  ])('%s is refused rather than read as something else', async (path) => {
    const { status, body } = await api.get(`/api/v1/${path}`, bearer(tokens.ours));
    expect([status, body['type']]).toEqual([400, 'urn:rekey:invalid-parameter']);
    expect(body['detail']).toContain(/[?](\w+)=/.exec(path)?.[1]);
  });
});

describe('the API', () => {
  it('only reads: any other method is refused, and nothing is kept or framed', async () => {
    const url = `http://127.0.0.1:${server.port}/api/v1/incidents`;
    const post = await fetch(url, { method: 'POST', headers: bearer(tokens.ours), body: '{}' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await fetch(url, { method: 'HEAD', headers: bearer(tokens.ours) });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('cache-control')).toBe('no-store');
    expect(head.headers.get('x-content-type-options')).toBe('nosniff');
    expect(head.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('has in the trail who read what, by which filters, and no value', async () => {
    const { installationId, owner } = PLANS.theirs;
    const began = new Date();
    await api.get(
      '/api/v1/servers?limit=7&search=some-word',
      bearer(await tokenFor(store.db, owner.toUpperCase())),
    );
    await api.get('/api/v1/servers?search=some-word', { cookie: await cookieFor(installationId, 'rita', 6) });
    const rows = await store.db
      .selectFrom('audit')
      .select(['installation_id', 'actor', 'why'])
      .where('event', '=', 'api_read')
      .where('at', '>=', began)
      .orderBy('id')
      .execute();
    const read = { installation_id: installationId, why: 'listServers by search' };
    expect(rows).toEqual([
      { ...read, actor: 'api-token' },
      { ...read, actor: '@rita' },
    ]);
  });

  it('knows no other path', async () => {
    for (const path of ['/api/v1', '/api/v1/', '/api/v1/nothing', '/api/v1/incidents/1']) {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        headers: bearer(tokens.ours),
      });
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});
