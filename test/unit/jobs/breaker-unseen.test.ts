import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../src/base/metrics.ts';
import { crowdOfAccount } from '../../../src/github/crowd.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { countPaused, openPauses } from '../../../src/inventory/pauses.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { revokeCredential } from '../../../src/jobs/revoke/revoke-credential.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { openBreakerDesk, type BreakerDesk, type Home } from '../../support/breaker-desk.ts';
import { mcpBearer } from '../../support/credentials.ts';
import { makeFinding } from '../../support/findings.ts';
import { makeBroker } from '../broker/broker-under-test.ts';
import { unsignedJwt } from '../broker/random-token.ts';
import { startScriptedIssuer, startScriptedMcp } from '../broker/scripted-mcp.ts';

const LIMIT = 2;
let desk: BreakerDesk;

beforeAll(async () => {
  desk = await openBreakerDesk(LIMIT);
});
afterAll(() => desk.close());

/**
 * An installation whose issuer revokes whatever it is told to, and answers nobody who asks; its server takes the tokens in
 * `taken`, not all that live.
 */
async function openHome() {
  const home = await desk.install();
  const live = new Set<string>();
  const taken = new Set<string>();
  const issuer = await startScriptedIssuer(live, {
    '/introspect': (_request, response) => void response.writeHead(403).end(),
    '/revoke': ({ body }, response) => {
      const token = new URLSearchParams(body).get('token') ?? '';
      for (const set of [live, taken]) set.delete(token);
      response.writeHead(200).end();
    },
  });
  const mcp = await startScriptedMcp(taken, [issuer.origin]);
  const url = `${mcp.origin}/mcp`;
  const policy = {
    ...DEFAULT_POLICY,
    breaker: { credentials: LIMIT, minutes: 10 },
    issuers: [{ issuer: issuer.origin, clientId: 'rekey' }],
    servers: [{ name: 'billing', url, environments: [], scopes: [] }],
  };
  await desk.db
    .updateTable('policies')
    .set({ policy: JSON.stringify(policy) })
    .where('repository_id', '=', home.repository.id)
    .execute();
  const close = () => Promise.all([issuer.close(), mcp.close()]);
  return { ...home, live, taken, url, close };
}
type OpenHome = Awaited<ReturnType<typeof openHome>>;

/** Has one revoked as a worker does, with the broker that talks to these servers. */
async function revoke(home: OpenHome, value: string, more: Partial<Observation> = {}): Promise<string> {
  const finding = makeFinding(value, { serverUrl: home.url });
  const { id } = await desk.leak(home, value, { finding, ...more });
  const context = { ...desk.context, broker: makeBroker({ timeoutMs: 2000 }), metrics: createMetrics() };
  await revokeCredential(context, { incidentId: id, repositoryId: home.repository.id, probes: 0 }, 0);
  return id;
}
/** Of a token that lives, for another server than the one that stands beside it. */
async function revokeMisplaced(home: OpenHome, more: Partial<Observation> = {}, value = mcpBearer()) {
  home.live.add(value);
  const id = await revoke(home, value, more);
  return { id, died: !home.live.has(value) };
}
const readRow = (id: string) =>
  desk.db
    .selectFrom('incidents')
    .select(['state', 'explanation', 'sealed'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
const ofHome = <T extends { readonly installationId: number }>(all: readonly T[], home: Home) =>
  all.filter(({ installationId }) => installationId === home.installationId);

describe('bearers that the server beside them refuses', () => {
  it('are revoked only up to the number that policy says, and the others left as they are', async () => {
    const home = await openHome();
    const all = [];
    for (let n = 0; n < 8; n += 1) all.push(await revokeMisplaced(home));
    expect(all.map(({ died }) => died)).toEqual([true, true, ...Array.from({ length: 6 }, () => false)]);
    for (const { id } of all) expect(await readRow(id)).toMatchObject({ state: 'manual_required' });
    const left = await readRow(all.at(-1)?.id ?? '');
    expect(left.explanation).toContain('as with 2 others within 10 minutes');
    expect(left.sealed).not.toBeNull();
    await home.close();
  });

  it('pause nothing: whatever is seen to live is ended, however much of a history was dead', async () => {
    const home = await openHome();
    for (let n = 0; n < 6; n += 1) await revoke(home, mcpBearer());
    const states = [];
    for (let n = 0; n < LIMIT; n += 1) {
      const value = mcpBearer();
      home.taken.add(value);
      states.push((await readRow(await revoke(home, value))).state);
    }
    expect(states).toEqual(['revoked_verified', 'revoked_verified']);
    expect(ofHome(await openPauses(desk.db), home)).toEqual([]);
    expect(await countPaused(desk.db)).toBe(0);
    await home.close();
  });

  it('go on when the right server stands beside them, and expire by themselves', async () => {
    const home = await openHome();
    for (let n = 0; n < LIMIT; n += 1) await revokeMisplaced(home);
    const exp = Math.floor(Date.now() / 1000) + 600;
    const value = unsignedJwt({ exp, jti: mcpBearer() });
    const { id, died } = await revokeMisplaced(home, {}, value);
    expect(died).toBe(false);
    const jobs = await desk.queue.boss.findJobs<{ incidentId: string }>('revoke');
    const next = jobs.find(({ data }) => data.incidentId === id);
    expect(next?.data).toMatchObject({ probes: 1 });
    expect(next?.startAfter.getTime()).toBeGreaterThan(exp * 1000);
    home.taken.add(value);
    await revoke(home, value, { commit: 'd'.repeat(40) });
    expect((await readRow(id)).state).toBe('revoked_verified');
    await home.close();
  });

  it('wait while so many are under way that may turn out the same', async () => {
    const home = await openHome();
    await revokeMisplaced(home);
    const busy = await desk.leak(home);
    expect(await desk.begin(home, busy)).toBe(true);
    const value = mcpBearer();
    await expect(revokeMisplaced(home, {}, value)).rejects.toThrow(RetryLater);
    expect(home.live.has(value)).toBe(true);
    await desk.end(busy, 'already_inactive');
    expect((await revokeMisplaced(home, {}, value)).died).toBe(true);
    await home.close();
  });

  it('are not counted where outsiders brought them: that ends nothing of the organisation', async () => {
    const home = await openHome();
    for (let n = 0; n < LIMIT + 1; n += 1)
      expect((await revokeMisplaced(home, { crowd: crowdOfAccount(77) })).died).toBe(true);
    expect((await revokeMisplaced(home)).died).toBe(true);
    await home.close();
  });
});
