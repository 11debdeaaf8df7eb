import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deriveKeys, unseal } from '../../../src/base/keys.ts';
import type { CheckFacts, Observation } from '../../../src/inventory/observation.ts';
import { readCheckReport, readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';
import { withoutAppendOnly } from '../../support/without-append-only.ts';

const keys = deriveKeys(randomBytes(32));
const CHECK: CheckFacts = {
  installationId: 1,
  headSha: 'a'.repeat(40),
  mode: 'enforce',
  notes: [],
};
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());
beforeEach(async () => {
  await withoutAppendOnly(store.db, (db) => db.deleteFrom('audit').execute());
  for (const table of [
    'check_exposures',
    'checks',
    'exposures',
    'incidents',
    'credentials',
    'repositories',
  ] as const) {
    await store.db.deleteFrom(table).execute();
  }
});

function record(
  observations: readonly Observation[],
  check: Partial<CheckFacts> = {},
  repository = REPOSITORY,
) {
  const scrub = createScrub(
    observations.map(({ finding }) => finding.secret),
    (text) => text,
  );
  return store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      {
        installationId: check.installationId ?? 1,
        repository,
        observations,
        check: { ...CHECK, ...check },
      },
      scrub,
    ),
  );
}

function settle(incidentId: string, state: IncidentState) {
  return store.db.transaction().execute((trx) =>
    settleIncident(trx, incidentId, {
      state,
      actor: 'broker',
      evidence: [{ event: 'probe_dead', http: 401 }],
    }),
  );
}

const incidents = () => store.db.selectFrom('incidents').selectAll().execute();
const count = async (table: 'credentials' | 'incidents' | 'exposures' | 'checks' | 'audit') =>
  (await store.db.selectFrom(table).select('id').execute()).length;

describe('recordFindings', () => {
  it('makes one credential and one incident of a value in many places', async () => {
    const finding = makeFinding();
    const { credentials } = await record([
      makeObservation(finding),
      makeObservation(finding, { path: '.cursor/mcp.json' }),
      makeObservation(makeFinding(finding.secret.reveal(), { slot: 'env', surface: 'text' }), {
        commit: 'd'.repeat(40),
      }),
    ]);
    expect(credentials).toEqual([expect.objectContaining({ state: 'found', toRevoke: true })]);
    expect([await count('credentials'), await count('incidents'), await count('exposures')]).toEqual([
      1, 1, 3,
    ]);
  });

  it('leaves the same rows when the job runs twice', async () => {
    const observations = [makeObservation(), makeObservation()];
    const first = await record(observations);
    const second = await record(observations);
    expect(second.checkId).toBe(first.checkId);
    expect(second.credentials.map(({ toRevoke }) => toRevoke)).toEqual([false, false]);
    expect([
      await count('credentials'),
      await count('exposures'),
      await count('checks'),
      await count('audit'),
      // Of each: that it was found, and that it was seen there.
    ]).toEqual([2, 2, 1, 4]);
  });

  it('seals the value in the incident and nowhere else', async () => {
    const value = randomBytes(20).toString('hex');
    await record([
      makeObservation(makeFinding(value, { server: `x-${value}`, key: value }), {
        path: `keys/${value}.json`,
      }),
    ]);
    const [incident] = await incidents();
    expect(unseal(keys, incident!.sealed!, incident!.id).reveal()).toBe(value);
    const rest = JSON.stringify([
      await store.db.selectFrom('credentials').selectAll().execute(),
      await store.db.selectFrom('exposures').selectAll().execute(),
      await store.db.selectFrom('audit').selectAll().execute(),
    ]);
    expect(rest).toContain('keys/[redacted].json');
    expect(rest).not.toContain(value.slice(0, 8));
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['half of a surrogate pair', 'a\uD800b'],
    ['five thousand characters', '語'.repeat(5000)],
    ['quotes and a statement', `'; drop table incidents; --`],
  ])('records a leak whose names hold %s', async (_name, text) => {
    const names = { server: text, key: text, clientId: text, serverUrl: `https://mcp.example/${text}` };
    const { checkId } = await record([
      makeObservation(makeFinding(undefined, names), { path: `${text}.json` }),
    ]);
    const report = await readCheckReport(store.db, checkId ?? '');
    expect(report?.incidents).toEqual([expect.objectContaining({ state: 'found' })]);
    expect(report?.exposures[0]?.path.length).toBeLessThanOrEqual(500);
  });

  it('keeps two long paths apart that begin alike', async () => {
    const finding = makeFinding();
    const long = 'x'.repeat(3000);
    await record([
      makeObservation(finding, { path: `${long}1` }),
      makeObservation(finding, { path: `${long}2` }),
    ]);
    expect(await count('exposures')).toBe(2);
  });

  it('keeps the public half, and takes it from a second place when the first had none', async () => {
    const keyId = 'AKIAQ3EXAMPLE234567A';
    const finding = makeFinding();
    await record([makeObservation(finding)]);
    await record([makeObservation({ ...finding, keyId }, { path: 'b.json' })]);
    await record([makeObservation({ ...finding, keyId: 'AKIAANOTHER' }, { path: 'c.json' })]);
    const rows = await store.db.selectFrom('credentials').select('key_id').execute();
    expect(rows).toEqual([{ key_id: keyId }]);
  });

  it('opens an incident per installation: one organisation does not learn of another', async () => {
    const finding = makeFinding();
    await record([makeObservation(finding)]);
    await record([makeObservation(finding)], { installationId: 2 }, { ...REPOSITORY, id: 12 });
    expect(await count('credentials')).toBe(2);
  });

  it.each<[IncidentState, boolean]>([
    ['revoked_verified', false],
    ['expired', false],
    ['dismissed', false],
    ['revoking', false],
    ['manual_required', true],
    ['untrusted_issuer', true],
    ['denied_by_policy', true],
  ])('after %s a new place asks for a revocation: %s', async (state, asks) => {
    const finding = makeFinding();
    const [credential] = (await record([makeObservation(finding)])).credentials;
    await settle(credential!.incidentId, state);
    const again = await record([makeObservation(finding, { commit: 'e'.repeat(40) })], {
      headSha: 'b'.repeat(40),
    });
    expect(again.credentials).toEqual([{ ...credential, state: asks ? 'found' : state, toRevoke: asks }]);
    expect(await count('exposures')).toBe(2);
  });

  it('keeps what was there before the push apart, in its first place', async () => {
    const finding = makeFinding();
    await record([makeObservation(finding)]);
    const { checkId } = await record(
      [makeObservation(finding, { introduced: false, commit: 'f'.repeat(40), startLine: 9, endLine: 9 })],
      { headSha: 'b'.repeat(40) },
    );
    expect(await count('exposures')).toBe(1);
    const report = await readCheckReport(store.db, checkId ?? '');
    expect(report?.exposures).toEqual([expect.objectContaining({ introduced: false, startLine: 3 })]);
  });

  it('counts a place as introduced when any commit of the push brought it', async () => {
    const finding = makeFinding();
    const { checkId } = await record([
      makeObservation(finding),
      makeObservation(finding, { introduced: false }),
    ]);
    expect((await readCheckReport(store.db, checkId ?? ''))?.exposures).toEqual([
      expect.objectContaining({ introduced: true }),
    ]);
  });

  it.each([
    [['found', 'approval_needed'], 'approval_needed'],
    [['approval_needed', 'denied_by_policy', 'found'], 'denied_by_policy'],
    [['found', 'found'], 'found'],
  ] as const)('of places with %j lets the most cautious decide', async (states, decided) => {
    const finding = makeFinding();
    const places = states.map((firstState, n) => makeObservation(finding, { firstState, path: `${n}.json` }));
    expect((await record(places)).credentials).toEqual([expect.objectContaining({ state: decided })]);
    expect(await count('exposures')).toBe(states.length);
  });

  it('learns the address of a server from a later place', async () => {
    const finding = makeFinding();
    await record([makeObservation(finding)]);
    await record([makeObservation({ ...finding, serverUrl: 'https://mcp.example/x' })]);
    const [row] = await store.db.selectFrom('credentials').select('server_url').execute();
    expect(row?.server_url).toBe('https://mcp.example/x');
  });

  it('records two hundred credentials at once', async () => {
    const { credentials, checkId } = await record(Array.from({ length: 200 }, () => makeObservation()));
    expect(credentials).toHaveLength(200);
    expect((await readCheckReport(store.db, checkId ?? ''))?.incidents).toHaveLength(200);
  });
});

describe('settleIncident', () => {
  it.each<[IncidentState, boolean]>([
    ['revoked_verified', true],
    ['disabled_verified', true],
    ['already_inactive', true],
    ['expired', true],
    ['dismissed', true],
    ['accepted_unverified', false],
    ['manual_required', false],
    ['failed', false],
  ])('in state %s the sealed value is gone: %s', async (state, gone) => {
    const [credential] = (await record([makeObservation()])).credentials;
    await settle(credential!.incidentId, state);
    const [incident] = await incidents();
    expect(incident!.sealed === null).toBe(gone);
    expect(incident!.state).toBe(state);
  });

  it('tells the whole life in the timeline', async () => {
    const [credential] = (await record([makeObservation()])).credentials;
    await settle(credential!.incidentId, 'revoking');
    await settle(credential!.incidentId, 'revoked_verified');
    const report = await readIncidentReport(store.db, credential!.incidentId);
    expect(report?.timeline.map(({ event, http }) => [event, http])).toEqual([
      ['found', undefined],
      ['probe_dead', 401],
      ['revoking', undefined],
      ['probe_dead', 401],
      ['revoked_verified', undefined],
    ]);
    expect(report).toMatchObject({
      state: 'revoked_verified',
      public: false,
      exposureCount: 1,
      provider: 'mcp',
    });
  });
});
