import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { offboard } from '../../../src/jobs/lifecycle/offboard.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { DEFAULT_POLICY, type Policy, type RegisteredServer } from '../../../src/policy/policy.ts';
import { checkRegister } from '../../../src/register/check-register.ts';
import { acceptFinding } from '../../../src/register/exceptions.ts';
import type { RegisterScope } from '../../../src/register/scope.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const DAY_MS = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const AUTO: Partial<Policy> = { revoke: { default: 'auto' } };
const ASK: Partial<Policy> = { revoke: { default: 'ask' } };

let store: Store & { remove(): Promise<void> };
let queue: Queue;
let context: JobContext;
let installations = 100;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  context = { db: store.db, keys, queue, broker: {}, log } as unknown as JobContext;
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

/** A leaked bearer of the server `billing` that waits for a person, in an organisation of its own. */
async function leaked(policy: Partial<Policy>) {
  installations += 1;
  const id = installations;
  const text = JSON.stringify({ ...DEFAULT_POLICY, ...policy });
  const row = { repository_id: id, installation_id: id, policy: text, read_at: new Date() };
  await store.db.insertInto('policies').values(row).execute();
  const repository = { id, owner: 'octo', name: `app-${id}`, private: true, defaultBranch: 'main' };
  const observations = [makeObservation(makeFinding(), { firstState: 'approval_needed' })];
  const found = { installationId: id, repository, observations };
  const { credentials } = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      found,
      createScrub([], (one) => one),
    ),
  );
  return { id, incidentId: credentials[0]?.incidentId ?? '' };
}
type Leaked = Awaited<ReturnType<typeof leaked>>;

interface Signs {
  readonly until?: string;
  readonly gone?: true;
}

/** What the register knows beside its rows; no check has looked at it. */
const scopes = new Map<number, RegisterScope>();
function look({ id }: Leaked, { until, gone }: Signs): void {
  const server: RegisteredServer = {
    name: 'billing',
    url: 'https://mcp.example.com',
    environments: [],
    scopes: [],
  };
  scopes.set(id, {
    installationId: id,
    servers: [{ ...server, ...(until === undefined ? {} : { until }) }],
    ownersOf: () => ['@ann'],
    goneOwners: new Set(gone ? ['@ann'] : []),
    issuers: new Map(),
  });
}
function scopeOf({ id }: Leaked): RegisterScope {
  const scope = scopes.get(id);
  if (!scope) throw new Error('nobody looked');
  return scope;
}
const ask = (one: Leaked) => offboard(context, scopeOf(one), new Date());
/** Every check looks at it, as it does where none is turned off. */
const check = (one: Leaked) =>
  checkRegister(store.db, scopeOf(one), {
    now: new Date(),
    maxTokenSeconds: 3600,
    maxAgeDays: 90,
    unusedDays: 90,
  });

const stateOf = async ({ incidentId }: Leaked) =>
  (
    await store.db
      .selectFrom('incidents')
      .select('state')
      .where('id', '=', incidentId)
      .executeTakeFirstOrThrow()
  ).state;
const wordsOf = async ({ incidentId }: Leaked) =>
  (
    await store.db
      .selectFrom('audit')
      .select(['actor', 'event', 'why'])
      .where('incident_id', '=', incidentId)
      .where('event', '=', 'offboarded')
      .execute()
  ).map(({ actor, why }) => `${actor}: ${why}`);

/** Each sign that nothing needs a credential any more, and what says it. */
const SIGNS = {
  ended: {
    why: `its server billing ended on ${day(-1)}`,
    give: (one: Leaked) => look(one, { until: day(-1) }),
  },
  archived: {
    why: 'every repository in which it was seen is archived',
    async give(one: Leaked) {
      await store.db.updateTable('repositories').set({ archived: true }).where('id', '=', one.id).execute();
      look(one, {});
    },
  },
  removed: {
    why: 'no configuration has named its server for 9 days',
    async give(one: Leaked) {
      await store.db
        .insertInto('mcp_servers')
        .values({
          id: randomUUID(),
          installation_id: one.id,
          repository_id: one.id,
          path: '.mcp.json',
          name: 'billing',
          line: 1,
          surface: 'claude-code',
          transport: 'http',
          url: null,
          secret_in_url: false,
          basic_auth: false,
          holds_credential: true,
          runner: null,
          package: null,
          version: null,
          gone_at: new Date(Date.now() - 9 * DAY_MS - 1000),
        })
        .execute();
      look(one, {});
    },
  },
  owner: { why: 'its owners have left: @ann', give: (one: Leaked) => look(one, { gone: true }) },
} as const;
const names = Object.keys(SIGNS) as readonly (keyof typeof SIGNS)[];

describe('offboarding', () => {
  it.each(names)(
    'has a credential ended by policy when this says that nothing needs it, though no check is on: %s',
    async (sign) => {
      const one = await leaked(AUTO);
      await SIGNS[sign].give(one);
      expect(await ask(one)).toBe(1);
      expect(await stateOf(one)).toBe('found');
      expect(await wordsOf(one)).toEqual([`rekey: ${SIGNS[sign].why}`]);
      const { rows } = await queue.boss
        .getDb()
        .executeSql(`select data from pgboss.job where name = 'revoke' and group_id = $1`, [one.incidentId]);
      expect(rows).toEqual([{ data: { incidentId: one.incidentId, repositoryId: one.id } }]);
      expect(await ask(one)).toBe(0);
    },
  );

  it.each(names)(
    'takes only the word of the organisation itself for an answer to `ask`: %s',
    async (sign) => {
      const one = await leaked(ASK);
      await SIGNS[sign].give(one);
      expect(await ask(one)).toBe(sign === 'ended' ? 1 : 0);
      expect(await stateOf(one)).toBe(sign === 'ended' ? 'found' : 'approval_needed');
    },
  );

  it.each<[string, Partial<Policy>]>([
    ['never', { revoke: { default: 'never' } }],
    ['mode: observe', { ...AUTO, mode: 'observe' }],
  ])('does nothing against %s', async (_name, policy) => {
    const one = await leaked(policy);
    SIGNS.ended.give(one);
    expect(await ask(one)).toBe(0);
  });

  it('leaves alone what is still needed', async () => {
    const one = await leaked(AUTO);
    look(one, { until: day(0) });
    expect(await ask(one)).toBe(0);
    expect(await stateOf(one)).toBe('approval_needed');
  });

  it('asks once, and leaves to people what comes of it', async () => {
    const one = await leaked(AUTO);
    SIGNS.ended.give(one);
    await ask(one);
    await store.db
      .transaction()
      .execute((trx) => settleIncident(trx, one.incidentId, { state: 'manual_required', actor: 'broker' }));
    expect(await ask(one)).toBe(0);
    expect(await stateOf(one)).toBe('manual_required');
  });

  it('overrules nobody: a person who declined, a risk that was accepted, a finding that was', async () => {
    const all = await Promise.all([leaked(AUTO), leaked(AUTO), leaked(AUTO)]);
    const [declined, dismissed, accepted] = all as [Leaked, Leaked, Leaked];
    for (const one of all) SIGNS.ended.give(one);
    await check(accepted);
    await store.db.transaction().execute(async (trx) => {
      await appendAudit(trx, declined.incidentId, '@tess', [{ event: 'declined' }]);
      await settleIncident(trx, declined.incidentId, { state: 'denied_by_policy', actor: '@tess' });
      await settleIncident(trx, dismissed.incidentId, {
        state: 'dismissed',
        actor: '@tess',
        keepsValue: true,
      });
    });
    const finding = await store.db
      .selectFrom('governance_findings')
      .select('id')
      .where('installation_id', '=', accepted.id)
      .where('check_id', '=', 'outlived')
      .executeTakeFirstOrThrow();
    const word = { reason: 'moves next week', until: day(7) };
    const viewer = { installations: [accepted.id] };
    expect(await acceptFinding(store.db, viewer, '@tess', finding.id, word)).toBe('done');
    for (const one of all) expect(await ask(one)).toBe(0);
  });

  it('says what to end and where about what it cannot end', async () => {
    const one = await leaked(AUTO);
    await store.db.transaction().execute((trx) =>
      settleIncident(trx, one.incidentId, {
        state: 'manual_required',
        actor: 'broker',
        rotateUrl: 'https://provider.example/keys',
      }),
    );
    await store.db.updateTable('incidents').set({ sealed: null }).where('id', '=', one.incidentId).execute();
    SIGNS.ended.give(one);
    await check(one);
    expect(await ask(one)).toBe(0);
    const { facts } = await store.db
      .selectFrom('governance_findings')
      .select('facts')
      .where('installation_id', '=', one.id)
      .where('check_id', '=', 'outlived')
      .executeTakeFirstOrThrow();
    expect(facts).toMatchObject({ why: SIGNS.ended.why, page: 'https://provider.example/keys' });
  });
});
