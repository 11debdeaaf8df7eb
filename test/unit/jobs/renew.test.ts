import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { RenewalRequest } from '../../../src/broker-contract/renewal.ts';
import { openRemoteBroker } from '../../../src/broker-client/open-broker.ts';
import { InstallationGate } from '../../../src/jobs/installations/installation-gate.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import { schedulesOf } from '../../../src/jobs/lifecycle/renewal-rows.ts';
import { renew } from '../../../src/jobs/lifecycle/renew.ts';
import { lookAtRegister } from '../../../src/jobs/governance/look-at-register.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { openQueue } from '../../../src/jobs/queue/queue.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { checkRegister } from '../../../src/register/check-register.ts';
import type { Store } from '../../../src/store/database.ts';
import { BARE_SCOPE } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from '../broker/scripted-server.ts';

const TYPE = { provider: 'grafana', type: 'grafana-service-account-token' } as const;
const RULE = {
  ...TYPE,
  server: 'metrics',
  target: { kind: 'vault', path: 'ci/grafana', field: 'token' },
  overlapSeconds: 0,
  everySeconds: 30 * 86_400,
} as const;
const ROTATION = randomUUID();
const TASK = { kind: 'renew', installationId: 7 } as const;

/** What the broker answers from now on, and what it was asked. */
let answer: {
  readonly status?: number;
  readonly problem?: string;
  readonly due?: Date;
  readonly state?: string;
};
let asked: { readonly key: string; readonly body: RenewalRequest }[];
let looks: string[];
let store: Store & { remove(): Promise<void> };
let broker: ScriptedServer;
let remote: ReturnType<typeof openRemoteBroker>;
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  broker = await startScriptedServer(({ method, path, headers, body }, response) => {
    const { status = 200, problem, due, state = 'queued' } = answer;
    if (method === 'POST')
      asked.push({
        key: String(headers['idempotency-key']),
        body: RenewalRequest.parse(JSON.parse(body)),
      });
    else looks.push(path);
    if (problem !== undefined)
      return sendJson(response, status, {
        type: `urn:broker:${problem}`,
        title: problem,
        status,
        retryable: status >= 500,
      });
    if (due) return sendJson(response, 200, { due_at: due.toISOString() });
    const isOver = state === 'old_revoked' || state === 'failed';
    const why = state === 'failed' ? { explanation: 'Vault did not let the broker write.' } : {};
    const rotation = { id: ROTATION, state, terminal: isOver, ...TYPE, timeline: [], ...why };
    return sendJson(response, method === 'POST' ? 202 : 200, method === 'POST' ? { rotation } : rotation);
  });
  const auth = { method: 'hmac', key: randomBytes(32) } as const;
  remote = openRemoteBroker({ url: broker.origin, auth }, deriveKeys(randomBytes(32)));
  const home = { id: 70, installation_id: 7, owner: 'acme', name: '.github', private: true };
  await store.db.insertInto('repositories').values(home).execute();
});
afterAll(async () => {
  await remote.close();
  await broker.close();
  await store.remove();
});
beforeEach(async () => {
  answer = {};
  asked = [];
  looks = [];
  await store.db.deleteFrom('renewals').execute();
  await setPolicy({ rotate: [RULE] });
});

async function setPolicy(policy: Partial<Policy>): Promise<void> {
  const row = { policy: JSON.stringify({ ...DEFAULT_POLICY, ...policy }), read_at: new Date() };
  await store.db
    .insertInto('policies')
    .values({ repository_id: 70, installation_id: 7, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
  context = {
    db: store.db,
    gate: new InstallationGate(),
    log: pino({ level: 'silent' }),
    policyCache: new PolicyCache(),
    ...(remote.successors ? { successors: remote.successors } : {}),
    // The policy is read already, and what else there is the broker does.
  } as unknown as JobContext;
}

/** One run of the job: `waits`, or `done`. */
const run = () =>
  renew(context, TASK).then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof RetryLater && !error.pausesLane && !error.counts) return 'waits';
      throw error;
    },
  );
const rowOf = () => store.db.selectFrom('renewals').selectAll().executeTakeFirst();
const eventsSince = async (id: number) =>
  (
    await store.db
      .selectFrom('audit')
      .select(['event', 'subject_id', 'why'])
      .where('id', '>', id)
      .where('event', 'like', 'renewal%')
      .orderBy('id')
      .execute()
  ).map(({ event, subject_id: about, why }) => [event, about, why]);
const lastAudit = async () =>
  (await store.db.selectFrom('audit').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst())?.id ??
  0;
const due = () =>
  store.db
    .updateTable('renewals')
    .set({ due_at: new Date(0) })
    .execute();

describe('what stands in Vault and has a schedule', () => {
  it('is asked for without a value, for as long as the rule says, and with an hour of overlap at least', async () => {
    answer = { due: new Date(Date.now() + 3 * 86_400_000) };
    expect(await run()).toBe('done');
    expect(asked.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        ...TYPE,
        owner: 'acme',
        installation: 7,
        place: { kind: 'vault_kv', path: 'ci/grafana', field: 'token' },
        after_seconds: 30 * 86_400,
        overlap_seconds: 3600,
      }),
    ]);
    expect(await rowOf()).toMatchObject({ place: 'ci/grafana#token', key: null, failure: null });
    // Not again before it can be due, and once a day in any case: somebody may have written it by hand.
    expect(await run()).toBe('done');
    expect(asked).toHaveLength(1);
    expect((await rowOf())?.due_at?.getTime()).toBeLessThanOrEqual(Date.now() + 86_400_000);
  });

  it('is followed to the end, with a row of the trail for its beginning and its end', async () => {
    const before = await lastAudit();
    expect(await run()).toBe('waits');
    answer = { state: 'delivered' };
    expect(await run()).toBe('waits');
    answer = { state: 'old_revoked' };
    expect(await run()).toBe('done');
    expect(asked).toHaveLength(1);
    expect(looks).toHaveLength(2);
    expect(looks[0]).toMatch(new RegExp(`^/v1/credentials/[0-9a-f]{64}/rotations/${ROTATION}$`));
    expect(await rowOf()).toMatchObject({ rotation_id: null, key: null, failure: null });
    expect((await rowOf())?.done_at).not.toBeNull();
    expect(await eventsSince(before)).toEqual([
      ['renewal_asked', 'ci/grafana#token', 'grafana/grafana-service-account-token'],
      ['renewal_done', 'ci/grafana#token', null],
    ]);
  });

  it('is asked for with the same key by a second run, when the first did not hear the answer', async () => {
    answer = { status: 503, problem: 'upstream-unavailable' };
    expect(await run()).toBe('done');
    answer = {};
    expect(await run()).toBe('waits');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.key).toBe(asked[1]?.key);
    answer = { state: 'old_revoked' };
    await run();
    await due();
    await run();
    expect(asked[2]?.key).not.toBe(asked[0]?.key);
  });

  it.each<[string, typeof answer, string]>([
    ['when the broker took it back', { state: 'failed' }, 'Vault did not let the broker write.'],
    [
      'when nothing stands there',
      { status: 404, problem: 'not-found' },
      'Nothing stands at that place in Vault.',
    ],
    [
      'when the operator lets it not be replaced',
      { status: 403, problem: 'policy-denied' },
      'The operator of the broker does not let it be replaced there',
    ],
  ])('is told its owner %s, once in the trail, and tried again a day later', async (_name, said, why) => {
    const before = await lastAudit();
    answer = said;
    expect(await run()).toBe('done');
    await due();
    expect(await run()).toBe('done');
    expect((await rowOf())?.failure).toContain(why);
    expect((await rowOf())?.due_at?.getTime()).toBeGreaterThan(Date.now() + 80_000_000);
    const failed = (await eventsSince(before)).filter(([event]) => event === 'renewal_failed');
    expect(failed.length).toBe(said.state === undefined ? 1 : 2);
    const servers = [
      { name: 'metrics', url: 'https://m.acme.dev', owner: '@ada', environments: [], scopes: [] },
    ];
    const measures = { now: new Date(), maxTokenSeconds: 3600, maxAgeDays: 90, unusedDays: 90 };
    await checkRegister(store.db, { ...BARE_SCOPE, servers }, measures);
    const finding = await store.db
      .selectFrom('governance_findings')
      .select(['check_id', 'owners', 'subject_name', 'facts'])
      .where('closed_at', 'is', null)
      .execute();
    expect(finding).toEqual([
      {
        check_id: 'not-renewed',
        owners: ['@ada'],
        subject_name: 'grafana at ci/grafana#token',
        facts: expect.objectContaining({ why: expect.stringContaining(why) }),
      },
    ]);
  });

  it('is left alone once its rule is gone, but for what is under way', async () => {
    await run();
    await setPolicy({ rotate: [] });
    answer = { state: 'delivered' };
    expect(await run()).toBe('waits');
    answer = { state: 'old_revoked' };
    await run();
    expect(await run()).toBe('done');
    expect(await rowOf()).toBeUndefined();
  });

  it.each<[string, Partial<Policy>]>([
    ['mode: observe', { mode: 'observe' }],
    ['revoke: never', { revoke: { default: 'never' } }],
  ])('is not touched under %s', async (_name, policy) => {
    await setPolicy({ rotate: [RULE], ...policy });
    expect(await run()).toBe('done');
    expect(asked).toEqual([]);
  });
});

describe('a look at the register', () => {
  it('begins what is due by its schedule, once, and also follows what lost its rule', async () => {
    const queue = await openQueue(store, pino({ level: 'silent' }));
    const looking = () =>
      lookAtRegister({ ...context, queue }, { kind: 'check-register', installationId: 7 });
    const waiting = async () =>
      (
        await queue.boss
          .getDb()
          .executeSql(
            `select data from pgboss.job where name = 'bulk' and group_id = 'renew-7' and state = 'created'`,
          )
      ).rows;
    await setPolicy({});
    await looking();
    expect(await waiting()).toEqual([]);
    await setPolicy({ rotate: [RULE] });
    await looking();
    await looking();
    expect(await waiting()).toEqual([{ data: TASK }]);
    await queue.boss.getDb().executeSql(`delete from pgboss.job where group_id = 'renew-7'`);
    await run();
    await setPolicy({});
    await looking();
    expect(await waiting()).toEqual([{ data: TASK }]);
    await queue.stop();
  });
});

const parse = (rule: string) => parsePolicyFile(`rotate:\n  - { provider: grafana, ${rule} }\n`);

describe('a rule with a schedule', () => {
  it('is read from the policy file', () => {
    const { policy } = parse(
      'type: grafana-token, server: m, vault: ci/g, field: t, every: 30d, overlap: 2h',
    );
    expect([...schedulesOf({ ...DEFAULT_POLICY, rotate: policy?.rotate ?? [] })]).toEqual([
      ['ci/g#t', expect.objectContaining({ everySeconds: 30 * 86_400, overlapSeconds: 7200 })],
    ]);
  });

  it.each([
    ['without a type', 'server: m, vault: ci/g, field: t, every: 30d', 'every goes with vault and type'],
    ['for a secret of GitHub', 'type: g, secret: T, organisation: true, every: 30d', 'every goes with vault'],
    ['of less than a day', 'type: g, server: m, vault: ci/g, field: t, every: 3h', 'Write a day at least'],
  ])('is refused %s', (_name, rule, message) => {
    expect(JSON.stringify(parse(rule))).toContain(message);
  });
});
