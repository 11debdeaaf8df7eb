import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { InstallationGate } from '../../../src/jobs/installations/installation-gate.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { deleteInstallation, noteInstallation } from '../../../src/jobs/installations/settle-installation.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const log = pino({ level: 'silent' });
const keys = deriveKeys(randomBytes(32));
const OCTO = { id: 7, owner: 'octo', ownerType: 'Organization' };
let store: Awaited<ReturnType<typeof openTestStore>>;
let queue: Queue;
let context: JobContext;
const opened: number[] = [];

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  // Only what these steps use of it.
  const used: Partial<JobContext> = {
    db: store.db,
    queue,
    log,
    gate: new InstallationGate((id) => opened.push(id)),
  };
  context = used as JobContext;
});
afterAll(async () => {
  await queue.stop();
  await store.remove();
});

function record(installationId: number, firstState: 'found' | 'approval_needed') {
  const content = {
    installationId,
    repository: { ...REPOSITORY, id: installationId * 100 },
    observations: [makeObservation(makeFinding(), { firstState })],
  };
  return store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      content,
      createScrub([], (text) => text),
    ),
  );
}

const send = (lane: string) =>
  store.db
    .transaction()
    .execute((trx) =>
      queue.send(trx, [{ queue: 'github', lane, data: { kind: 'push', installationId: Number(lane) } }]),
    );

describe('an installation', () => {
  it('arrives, is paused, comes back and gets another name', async () => {
    expect(await noteInstallation(context, OCTO)).toBe('arrived');
    expect(await noteInstallation(context, OCTO)).toBe('none');
    expect(await noteInstallation(context, { ...OCTO, suspendedAt: new Date() })).toBe('paused');
    expect(context.gate.stateOf(7)).toBe('suspended');
    expect(() => context.gate.admits(7)).toThrow('later');
    expect(await noteInstallation(context, OCTO)).toBe('back');
    expect(context.gate.admits(7)).toBe(true);
    expect(opened).toEqual([7]);
    await record(7, 'approval_needed');
    await store.db.updateTable('incidents').set({ issue_owner: 'octo', issue_repository: 'app' }).execute();
    expect(await noteInstallation(context, { ...OCTO, owner: 'octo-inc' })).toBe('renamed');
    const places = await store.db
      .selectFrom('repositories')
      .innerJoin('exposures', 'exposures.repository_id', 'repositories.id')
      .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
      .select(['owner', 'issue_owner'])
      .execute();
    expect(places).toEqual([{ owner: 'octo-inc', issue_owner: 'octo-inc' }]);
  });

  it('that leaves takes its jobs and the sealed values with it, and nobody else’s', async () => {
    await record(7, 'found');
    await record(8, 'found');
    await send('7');
    await send('8');
    expect(await deleteInstallation(context, 7)).toBe('left');
    expect(await deleteInstallation(context, 7)).toBe('none');
    const rows = await store.db
      .selectFrom('incidents')
      .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
      .select(['installation_id', 'state', 'sealed', 'incidents.id'])
      .orderBy('installation_id')
      .orderBy('state')
      .execute();
    expect(rows.map((row) => [row.installation_id, row.state, row.sealed !== null])).toEqual([
      [7, 'approval_needed', false],
      [7, 'manual_required', false],
      [8, 'found', true],
    ]);
    const audit = await store.db
      .selectFrom('audit')
      .select('event')
      .where('incident_id', '=', rows[1]?.id ?? '')
      .orderBy('id')
      .execute();
    expect(audit.map(({ event }) => event)).toEqual([
      'found',
      'exposure_seen',
      'installation_deleted',
      'manual_required',
    ]);
    const left = await store.db
      .selectFrom('audit')
      .select(['installation_id', 'actor', 'subject_kind'])
      .where('event', '=', 'installation_left')
      .execute();
    expect(left).toEqual([{ installation_id: 7, actor: 'github', subject_kind: 'installation' }]);
    expect((await queue.boss.findJobs('github')).map(({ groupId }) => groupId)).toEqual(['8']);
    expect(context.gate.stateOf(7)).toBe('deleted');
    expect(context.gate.admits(7)).toBe(false);
  });

  it('that GitHub knows again is at work again', async () => {
    expect(await noteInstallation(context, OCTO)).toBe('arrived');
    await context.gate.refresh(store.db);
    expect(context.gate.admits(7)).toBe(true);
  });
});
