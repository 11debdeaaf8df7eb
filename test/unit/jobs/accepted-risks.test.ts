import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { decide, type Asked } from '../../../src/jobs/decide/decide.ts';
import { endAcceptedRisks, endRisksIn } from '../../../src/jobs/decide/end-risks.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
let store: Store & { remove(): Promise<void> };
let queue: Queue;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
});
afterEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

const see = (value: string) =>
  store.db.transaction().execute(async (trx) => {
    const observations = [makeObservation(makeFinding(value))];
    const content = { installationId: 1, repository: REPOSITORY, observations };
    const recorded = await recordFindings(
      trx,
      keys,
      content,
      createScrub([], (text) => text),
    );
    return recorded.credentials[0];
  });

/** An incident that only a person can end. */
async function manual(value = randomBytes(16).toString('hex')): Promise<string> {
  const id = (await see(value))?.incidentId ?? '';
  await store.db.transaction().execute((trx) =>
    settleIncident(trx, id, {
      state: 'manual_required',
      actor: 'broker',
      explanation: 'Only its owner can.',
      rotateUrl: 'https://provider.example/keys',
    }),
  );
  return id;
}

const ask = (incidentId: string, changes: Partial<Asked>) =>
  store.db
    .transaction()
    .execute((trx) =>
      decide(trx, { queue, keys }, { incidentId, verb: 'accept-risk', actor: '@tess', ...changes }),
    );
const accept = (id: string, until = inDays(7)) => ask(id, { reason: 'read only', until });
const age = (id: string) =>
  store.db.updateTable('accepted_risks').set({ ends_at: new Date() }).where('incident_id', '=', id).execute();
const report = (id: string) => readIncidentReport(store.db, id);
const keeps = async (id: string) =>
  (await store.db.selectFrom('incidents').select('sealed').where('id', '=', id).executeTakeFirst())
    ?.sealed !== null;
const before = {
  state: 'manual_required',
  explanation: 'Only its owner can.',
  rotateUrl: 'https://provider.example/keys',
};

describe('an accepted risk', () => {
  it('keeps the value, is not reported when seen again, and ends as it began', async () => {
    const value = randomBytes(16).toString('hex');
    const id = await manual(value);
    expect(await accept(id)).toBe('done');
    expect(await report(id)).toMatchObject({
      state: 'dismissed',
      explanation: `Risk accepted by tess until ${inDays(7)}: read only`,
    });
    expect(await keeps(id)).toBe(true);
    expect(await see(value)).toMatchObject({ incidentId: id, state: 'dismissed', toRevoke: false });
    await endAcceptedRisks({ db: store.db, queue, log });
    expect(await report(id)).toMatchObject({ state: 'dismissed' });
    await age(id);
    await endAcceptedRisks({ db: store.db, queue, log });
    const ended = await report(id);
    expect(ended).toMatchObject(before);
    expect(ended?.timeline.slice(-2).map(({ event }) => event)).toEqual(['risk_ended', 'manual_required']);
    expect(await queue.boss.findJobs('github')).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ kind: 'report-issue' }) }),
    );
  });

  it('may be given another day, and still ends as it began', async () => {
    const id = await manual();
    await accept(id);
    expect(await accept(id, inDays(30))).toBe('done');
    await age(id);
    await endAcceptedRisks({ db: store.db, queue, log });
    expect(await report(id)).toMatchObject(before);
  });

  it('does not come back when a person has decided otherwise', async () => {
    const [revoked, none] = [await manual(), await manual()];
    await accept(revoked);
    await accept(none);
    expect(await ask(revoked, { verb: 'revoke' })).toBe('done');
    expect(await ask(none, { verb: 'not-a-secret', reason: 'made up' })).toBe('done');
    expect([await keeps(revoked), await keeps(none)]).toEqual([true, false]);
    await age(revoked);
    await endAcceptedRisks({ db: store.db, queue, log });
    expect(await report(revoked)).toMatchObject({ state: 'found' });
    expect(await report(none)).toMatchObject({ state: 'dismissed' });
  });

  it('ends at once where its repository becomes public', async () => {
    const id = await manual();
    await accept(id);
    await store.db.transaction().execute((trx) => endRisksIn(trx, queue, REPOSITORY.id));
    expect(await report(id)).toMatchObject(before);
  });

  it('takes the credential out of a reason before it is cut', async () => {
    const value = randomBytes(16).toString('hex');
    const id = await manual(value);
    const reason = `${'x'.repeat(290)} ${value}`;
    expect(await ask(id, { reason, until: inDays(1) })).toBe('done');
    expect((await report(id))?.explanation).not.toContain(value.slice(0, 6));
  });
});

describe('what a broker cannot end', () => {
  it('is not tried for a person who has it revoked', async () => {
    const id = await manual();
    expect(await ask(id, { verb: 'revoke', canEnd: false })).toBe('cannot-end');
    expect(await report(id)).toMatchObject(before);
  });

  it('once reopened is revoked when it is found again, and asks nobody', async () => {
    const value = randomBytes(16).toString('hex');
    const id = await manual(value);
    await ask(id, { verb: 'not-a-secret', reason: 'a test' });
    expect(await see(value)).toMatchObject({ state: 'dismissed', toRevoke: false });
    expect(await ask(id, { verb: 'revoke' })).toBe('reopened');
    expect(await queue.boss.findJobs('github')).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ kind: 'rescan' }) }),
    );
    expect(await see(value)).toMatchObject({ state: 'found', toRevoke: true });
  });
});
