import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Leak, LeakedCredential } from '../../../src/broker/broker.ts';
import { openRemoteBroker } from '../../../src/broker-client/open-broker.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { InstallationGate } from '../../../src/jobs/installations/installation-gate.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { replaceFirst } from '../../../src/jobs/rotate/replace-first.ts';
import { DEFAULT_POLICY, type Policy, type RotateRule } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from '../broker/scripted-server.ts';

const keys = deriveKeys(randomBytes(32));
const TYPE = { provider: 'neon', type: 'neon-api-key' } as const;
const ROTATION = randomUUID();
/** What the broker answers from now on: the state of the rotation, or a status. */
let answer: { readonly state?: string; readonly status?: number; readonly events?: readonly string[] };
let store: Store & { remove(): Promise<void> };
let broker: ScriptedServer;
let remote: ReturnType<typeof openRemoteBroker>;
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', use: 'enc', alg: 'ECDH-ES+A256KW' };
  broker = await startScriptedServer(({ path }, response) => {
    if (path === '/v1/jwks.json') return sendJson(response, 200, { keys: [jwk] });
    if (path === '/v1/capabilities')
      return sendJson(response, 200, {
        types: [{ ...TYPE, class: 'admin', rotate: true }],
        jwks: { keys: [jwk] },
      });
    const { state = 'queued', status = 200, events = [] } = answer;
    if (status !== 200) return sendJson(response, status, {});
    const timeline = events.map((event, index) => ({ at: new Date(1e12 + index).toISOString(), event }));
    const terminal = state === 'old_revoked' || state === 'failed';
    const shown = { id: ROTATION, state, terminal, ...TYPE, timeline };
    return sendJson(response, 200, state === 'failed' ? { ...shown, explanation: 'Nobody knows.' } : shown);
  });
  remote = openRemoteBroker({ url: broker.origin, auth: { method: 'hmac', key: randomBytes(32) } }, keys);
  context = {
    db: store.db,
    keys,
    gate: new InstallationGate(),
    log: pino({ level: 'silent' }),
    ...(remote.successors ? { successors: remote.successors } : {}),
    // The places of these tests are in Vault, so nothing else is needed.
  } as unknown as JobContext;
});
afterAll(async () => {
  await remote.close();
  await broker.close();
  await store.remove();
});
beforeEach(() => {
  answer = {};
});

const RULE = {
  ...TYPE,
  key: 'NEON_KEY',
  target: { kind: 'vault', path: 'ci/app', field: 'key' },
  overlapSeconds: 0,
} as const;

/** A leak for which policy has a rule; each call is one run of the job. */
async function leak(policy: Partial<Policy> = { rotate: [RULE] }, key = 'NEON_KEY') {
  const value = randomBytes(16).toString('hex');
  const row = {
    policy: JSON.stringify({ ...DEFAULT_POLICY, ...policy }),
    installation_id: 1,
    read_at: new Date(),
  };
  await store.db
    .insertInto('policies')
    .values({ repository_id: REPOSITORY.id, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
  const observations = [makeObservation(makeFinding(value, { ...TYPE, key }))];
  const content = { installationId: 1, repository: REPOSITORY, observations };
  const recorded = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      content,
      createScrub([], (text) => text),
    ),
  );
  const id = recorded.credentials[0]?.incidentId ?? '';
  const credential: LeakedCredential = { ...TYPE, secret: new Secret(value), scope: 'octo' };
  const place: Leak = {
    installationId: 1,
    owner: 'octo',
    repository: 'app',
    private: true,
    detectedAt: new Date(),
    reference: id,
  };
  const readRow = () =>
    store.db.selectFrom('rotations').selectAll().where('incident_id', '=', id).executeTakeFirst();
  return {
    id,
    row: readRow,
    run: () => replaceFirst(context, { id }, REPOSITORY.id, { credential, leak: place }, 700),
    /** So many seconds pass. */
    pass: async (column: 'created_at' | 'asked_at' | 'delivered_at', seconds: number) => {
      const at = new Date(Date.now() - seconds * 1000);
      await store.db
        .updateTable('rotations')
        .set({ [column]: at })
        .where('incident_id', '=', id)
        .execute();
    },
    events: async () => {
      const rows = await store.db
        .selectFrom('audit')
        .select('event')
        .where('incident_id', '=', id)
        .where('subject_kind', '=', 'incident')
        .orderBy('id')
        .execute();
      return rows.map(({ event }) => event);
    },
  };
}

/** Whom the organisation's file meant by octo/app. */
const meant = (id: number) => ({
  installation_id: 1,
  repository_id: 0,
  name: '@repository:octo/app',
  github_id: id,
});

/** Whether a leak has its successor asked for. */
const begins = async (one: RotateRule) => {
  const story = await leak({ rotate: [one] });
  await story.run().catch(() => undefined);
  return (await story.row()) !== undefined;
};

describe('replaceFirst', () => {
  it('tells the whole story once, and that the old one is dead', async () => {
    const story = await leak();
    answer = { state: 'delivered', events: ['issued', 'delivered'] };
    await expect(story.run()).rejects.toThrow(RetryLater);
    expect(await story.row()).toMatchObject({ stage: 'delivered', rotation_id: ROTATION });
    answer = { state: 'old_revoked', events: ['issued', 'delivered', 'probe_dead', 'old_revoked'] };
    expect((await story.run())?.state).toBe('revoked_verified');
    expect((await story.run())?.state).toBe('revoked_verified');
    expect(await story.events()).toEqual([
      'found', 'rotation_asked', 'issued', 'delivered', 'probe_dead', 'old_revoked',
    ]); // prettier-ignore
    expect((await story.row())?.stage).toBe('replaced');
  });

  it('asks again with the same key, and does not ask where no rule fits', async () => {
    const story = await leak();
    const before = broker.requests.length;
    answer = { status: 503 };
    await expect(story.run()).rejects.toThrow(RetryLater);
    const posts = broker.requests
      .slice(before)
      .filter(({ method, path }) => method === 'POST' && path.endsWith('rotations'));
    expect(posts.length).toBeGreaterThan(1);
    expect(new Set(posts.map(({ headers }) => headers['idempotency-key']))).toEqual(
      new Set([`rotation:${story.id}`]),
    );
    for (const other of [
      await leak({}),
      await leak(undefined, 'OTHER'),
      await leak({ rotate: [RULE], mode: 'observe' }),
    ]) {
      expect(await other.run()).toBeUndefined();
      expect(await other.row()).toBeUndefined();
    }
  });

  it('asks only in the repository that the rule meant, whoever has its name by now', async () => {
    const rule = { ...RULE, repositories: ['octo/App'] };
    const deploy = { kind: 'secret', scope: 'repository', name: 'A', repository: 'octo/app' } as const;
    answer = { status: 404 };
    expect(await begins(rule)).toBe(false);
    await store.db
      .insertInto('name_pins')
      .values(meant(REPOSITORY.id + 1))
      .execute();
    expect(await begins(rule)).toBe(false);
    expect(await begins({ ...RULE, target: deploy })).toBe(false);
    await store.db.updateTable('name_pins').set({ github_id: REPOSITORY.id }).execute();
    expect(await begins(rule)).toBe(true);
    expect(await begins({ ...rule, repositories: ['octo/other'] })).toBe(false);
  });

  it.each<[string, typeof answer, 'created_at' | 'asked_at', number, string]>([
    ['a broker that cannot be reached', { status: 503 }, 'created_at', 61, 'could not be asked'],
    ['a successor that does not come', { state: 'queued' }, 'asked_at', 121, 'did not come in time'],
    ['a provider that issues none', { state: 'failed' }, 'asked_at', 0, 'Nobody knows'],
    ['a broker that lost it', { status: 404 }, 'asked_at', 0, 'could not read the request'],
  ])('leaves the rest to the revocation after %s', async (_name, next, column, seconds, why) => {
    const story = await leak();
    // Either it was never asked, or it was asked and works on it.
    answer = column === 'asked_at' ? { state: 'queued' } : { status: 503 };
    await expect(story.run()).rejects.toThrow(RetryLater);
    await story.pass(column, seconds);
    answer = next;
    expect(await story.run()).toBeUndefined();
    expect(await story.row()).toMatchObject({ stage: 'failed', explanation: expect.stringContaining(why) });
    expect((await story.events()).filter((event) => event === 'rotation_failed')).toHaveLength(1);
    // It is over: the next run asks nobody.
    const asked = broker.requests.length;
    expect(await story.run()).toBeUndefined();
    expect(broker.requests).toHaveLength(asked);
  });

  it('leaves an old one that does not die to the revocation as well, ten minutes after the delivery', async () => {
    const story = await leak();
    answer = { state: 'delivered', events: ['delivered'] };
    await expect(story.run()).rejects.toThrow(RetryLater);
    await story.pass('delivered_at', 590);
    await expect(story.run()).rejects.toThrow(RetryLater);
    await story.pass('delivered_at', 601);
    expect(await story.run()).toBeUndefined();
    expect((await story.row())?.stage).toBe('left');
  });
});
