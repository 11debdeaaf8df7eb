import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { connectGitHub } from '../../../src/github/client.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import { createCheckRuns } from '../../../src/inventory/check-runs.ts';
import { createHeads } from '../../../src/inventory/heads.ts';
import { createCleanCommits } from '../../../src/inventory/clean-commits.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { InstallationGate } from '../../../src/jobs/installations/installation-gate.ts';
import { CodeOwnersCache } from '../../../src/jobs/report/code-owners-cache.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { QUEUES } from '../../../src/jobs/queue/queues.ts';
import { revokeCredential } from '../../../src/jobs/revoke/revoke-credential.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Store } from '../../../src/store/database.ts';
import type { Finding } from '../../../src/detect/finding.ts';
import { FAKES } from '../broker/fakes/all-fakes.ts';
import { startWorld } from '../broker/fakes/worlds.ts';
import { makeBroker } from '../broker/broker-under-test.ts';
import { startScriptedIssuer, startScriptedMcp, type Scripts } from '../broker/scripted-mcp.ts';
import { unsignedJwt } from '../broker/random-token.ts';
import { sendJson, type ScriptedServer } from '../broker/scripted-server.ts';
import { makeAppKey } from '../../support/app-key.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const servers: ScriptedServer[] = [];
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let context: JobContext;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  const app = { id: 1, privateKey: makeAppKey(), webhookSecrets: ['x'] };
  const github = connectGitHub(
    {
      app,
      githubApiUrl: 'https://api.github.com',
      host: '',
      port: 0,
      dataDir: '',
      logLevel: 'silent',
      brokerProviders: ['github'],
      brokerOrigins: {},
      egressAllow: '',
      requestPointsPerMinute: 850,
      contentPerMinute: 60,
      reconcileSeconds: 300,
      sweepSeconds: 21_600,
      registerSeconds: 86_400,
      backfillMaxMb: 4096,
      backfillSliceSeconds: 120,
    },
    log,
  );
  const broker = makeBroker({ timeoutMs: 500 });
  context = {
    db: store.db,
    keys,
    queue,
    github,
    broker,
    policyCache: new PolicyCache(),
    codeOwners: new CodeOwnersCache(),
    checkRuns: createCheckRuns(store.db),
    cleanCommits: createCleanCommits(store.db),
    heads: createHeads(store.db),
    gate: new InstallationGate(),
    metrics: createMetrics(),
    intervals: { reconcileSeconds: 300, sweepSeconds: 21_600, registerSeconds: 86_400 },
    backfill: { folder: '', maxBytes: 0, sliceMs: 0 },
    log,
  };
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await queue.boss.deleteAllJobs();
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

/** A leaked token that lives, an issuer and a server with some answers of their own, and the job that is due. */
async function leak(
  scripts: { issuer?: Scripts; mcp?: Scripts; value?: string; facts?: Partial<Finding> } = {},
) {
  const token = scripts.value ?? randomBytes(24).toString('base64url');
  const live = new Set([token]);
  const issuer = await startScriptedIssuer(live, scripts.issuer);
  const mcp = await startScriptedMcp(live, [issuer.origin], scripts.mcp);
  servers.push(issuer, mcp);
  const url = `${mcp.origin}/mcp`;
  const policy = {
    ...DEFAULT_POLICY,
    issuers: [{ issuer: issuer.origin, clientId: 'rekey' }],
    servers: [{ name: 'billing', url, environments: [], scopes: [] }],
  };
  const row = { policy: JSON.stringify(policy), installation_id: 1, read_at: new Date() };
  await store.db
    .insertInto('policies')
    .values({ repository_id: REPOSITORY.id, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
  const check = {
    installationId: 1,
    headSha: randomBytes(20).toString('hex'),
    mode: 'enforce',
    notes: [],
  } as const;
  const observation = makeObservation(makeFinding(token, { serverUrl: url, ...scripts.facts }));
  const recorded = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      { installationId: 1, repository: REPOSITORY, observations: [observation], check },
      createScrub([], (text) => text),
    ),
  );
  const incidentId = recorded.credentials[0]?.incidentId ?? '';
  const revocations = () => issuer.requests.filter(({ path }) => path === '/revoke').length;
  return { incidentId, live, revocations, task: { incidentId, repositoryId: REPOSITORY.id, probes: 0 } };
}

const read = (id: string) =>
  store.db
    .selectFrom('incidents')
    .select(['state', 'sealed', 'explanation'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
const kinds = async () =>
  (await queue.boss.findJobs<{ kind?: string }>('github'))
    .map(({ data }) => data.kind)
    .toSorted((a = '', b = '') => a.localeCompare(b));

/** The broker as it will be when every token of these tests has expired. */
const expired = makeBroker({ now: () => Date.now() + 3_600_000 });

describe('revokeCredential', () => {
  it('ends with the proof, the value gone and the reports asked for', async () => {
    const { incidentId, live, task, revocations } = await leak();
    await revokeCredential(context, task, 0);
    expect(live.size).toBe(0);
    expect(revocations()).toBe(1);
    expect(await read(incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
    expect(await kinds()).toEqual(['fix-branch', 'report-check', 'report-issue']);
  });

  it('gives the broker the public half that stood beside the value', async () => {
    const fake = FAKES.find(({ record }) => record === 'discord-webhook');
    const world = await startWorld(fake!);
    const { value, keyId = '' } = world.leaked;
    const { incidentId, task } = await leak({
      value,
      facts: { provider: 'discord', type: 'discord-webhook', keyId },
    });
    await revokeCredential({ ...context, broker: world.broker }, task, 0);
    expect(await read(incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
    expect([world.leaked.isDead, world.other.isDead]).toEqual([true, undefined]);
  });

  it('keeps that it was seen alive before it is ended: after a crash that makes its refusal a proof', async () => {
    const { incidentId, live, revocations, task } = await leak();
    const { broker } = context;
    const revoke: typeof broker.revoke = async (...args) => {
      await broker.revoke(...args);
      throw new Error('killed');
    };
    await expect(revokeCredential({ ...context, broker: { ...broker, revoke } }, task, 0)).rejects.toThrow(
      'killed',
    );
    expect([live.size, (await read(incidentId)).state]).toEqual([0, 'revoking']);
    await revokeCredential(context, task, 1);
    expect(await read(incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
    expect(revocations()).toBe(1);
    const rows = await store.db
      .selectFrom('audit')
      .select('event')
      .where('incident_id', '=', incidentId)
      .where('event', 'like', 'probe_%')
      .orderBy('id')
      .execute();
    expect(rows.map(({ event }) => event)).toEqual(['probe_live', 'probe_dead']);
  });

  it('asks once more where another part of the same leak took it along, and had seen it alive', async () => {
    const witness = () =>
      store.db
        .transaction()
        .execute((trx) => appendAudit(trx, leaked.incidentId, 'broker', [{ event: 'probe_live' }]));
    const issuer: Scripts = {
      '/introspect': (_request, response) => void response.writeHead(403).end(),
      '/revoke': (_request, response) => void witness().then(() => response.end()),
    };
    const leaked = await leak({ issuer });
    leaked.live.clear();
    await revokeCredential(context, leaked.task, 0);
    expect(await read(leaked.incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
    expect(leaked.revocations()).toBe(1);
  });

  it('does nothing a second time', async () => {
    const { task, revocations } = await leak();
    await revokeCredential(context, task, 0);
    await revokeCredential(context, task, 1);
    expect(revocations()).toBe(1);
  });

  it.each<[string, Scripts]>([
    ['503', { '/revoke': (_request, response) => void response.writeHead(503).end() }],
    ['silence', { '/revoke': () => undefined }],
    ['a broken connection', { '/revoke': (_request, response) => void response.destroy() }],
    [
      'an unreachable discovery',
      {
        '/.well-known/oauth-authorization-server': (_request, response) => void response.writeHead(502).end(),
      },
    ],
  ])('waits and tries again when the issuer answers with %s', async (_name, issuer) => {
    const { incidentId, live, task } = await leak({ issuer });
    await expect(revokeCredential(context, task, 0)).rejects.toMatchObject({ name: 'RetryLater' });
    expect(live.size).toBe(1);
    const { state, sealed } = await read(incidentId);
    expect([state, sealed === null]).toEqual(['revoking', false]);
    expect(await kinds()).toEqual([]);
  });

  it('waits as long as the issuer asks', async () => {
    const issuer: Scripts = {
      '/revoke': (_request, response) => void response.writeHead(429, { 'retry-after': '7' }).end(),
    };
    const { task } = await leak({ issuer });
    await expect(revokeCredential(context, task, 0)).rejects.toMatchObject({
      afterMs: 7000,
      pausesLane: false,
    });
  });

  it('ends right when the issuer is back', async () => {
    let down = true;
    const story = await leak({
      issuer: {
        '/revoke': ({ body }, response) => {
          if (down) return void response.writeHead(503).end();
          for (const token of story.live) if (body.includes(token)) story.live.delete(token);
          return void response.writeHead(200).end();
        },
      },
    });
    await expect(revokeCredential(context, story.task, 0)).rejects.toMatchObject({ name: 'RetryLater' });
    down = false;
    await revokeCredential(context, story.task, 1);
    expect(await read(story.incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
  });

  it('tells a person when the issuer fails on the last try, and keeps the value sealed', async () => {
    const { incidentId, task } = await leak({
      issuer: { '/revoke': (_request, response) => void response.writeHead(503).end() },
    });
    await revokeCredential(context, task, QUEUES.revoke.retryLimit);
    const { state, sealed } = await read(incidentId);
    expect([state, sealed === null]).toEqual(['failed', false]);
    // A fix of that repository may have been asked for by the tests before; it is asked for once.
    expect(await kinds()).toEqual(expect.arrayContaining(['report-check', 'report-issue']));
  });

  it.each<['unsupported' | 'manual_required', Scripts]>([
    ['unsupported', {}],
    // The server that stands beside it refuses it, and was never seen to take it.
    [
      'manual_required',
      {
        '/mcp': (_request, response) =>
          void response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end(),
        '/introspect': (_request, response) => void response.writeHead(403).end(),
      },
    ],
  ])('looks again at a token that is %s, once it has expired', async (state, scripts) => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const value = unsignedJwt({ exp });
    const issuer: Scripts = {
      '/revoke': (_request, response) => sendJson(response, 400, { error: 'unsupported_token_type' }),
      ...scripts,
    };
    const { incidentId, task } = await leak({ value, issuer, mcp: scripts });
    await revokeCredential(context, task, 0);
    expect((await read(incidentId)).state).toBe(state);
    const [job] = await queue.boss.findJobs('revoke');
    expect(job?.data).toEqual({ ...task, probes: 1 });
    expect(job?.startAfter.getTime()).toBeGreaterThan(exp * 1000);
    // Nobody else may wake it.
    await revokeCredential({ ...context, broker: expired }, task, 0);
    expect((await read(incidentId)).state).toBe(state);
    await revokeCredential({ ...context, broker: expired }, { ...task, probes: 1 }, 0);
    expect(await read(incidentId)).toMatchObject({ state: 'expired', sealed: null });
  });

  it('probes again later when the revocation was accepted and shows no effect', async () => {
    const { incidentId, live, task } = await leak({
      issuer: { '/revoke': (_request, response) => void response.writeHead(200).end() },
    });
    await revokeCredential(context, task, 0);
    expect((await read(incidentId)).state).toBe('accepted_unverified');
    expect(await queue.boss.findJobs('revoke')).toEqual([
      expect.objectContaining({ data: { ...task, probes: 1 } }),
    ]);
    live.clear();
    await revokeCredential(context, { ...task, probes: 1 }, 0);
    expect(await read(incidentId)).toMatchObject({ state: 'revoked_verified', sealed: null });
  });
});
