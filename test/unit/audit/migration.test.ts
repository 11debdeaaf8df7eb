import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { migrationProvider } from '../../../src/store/migrations.ts';
import { openDatabase, openStore, type Store } from '../../../src/store/database.ts';
import { readIncidentReport } from '../../../src/inventory/read-reports.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { exported, verify } from '../../support/audit-trail.ts';
import { makeTestPlace, type TestPlace } from '../../support/test-store.ts';

const OURS = '2026-12-02-audit';
const incident = randomUUID();
let place: TestPlace;
let store: Store;

/** A database as an older release left it, with a trail of its time. */
beforeAll(async () => {
  place = await makeTestPlace();
  const older = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(await migrationProvider.getMigrations()).filter(([name]) => name < OURS),
      ),
  };
  const old = await openDatabase(place.config, { provider: older });
  const credential = randomUUID();
  await sql`insert into credentials (id, installation_id, fingerprint, provider, type, redacted)
    values (${credential}, 7, ${randomBytes(32).toString('hex')}, 'mcp', 'mcp-bearer', '')`.execute(old.db);
  await sql`insert into incidents (id, credential_id, state) values (${incident}, ${credential}, 'revoking')`.execute(
    old.db,
  );
  await sql`insert into audit (incident_id, actor, event, http) select ${incident}::uuid, 'broker', 'probe_live', 200
    from generate_series(1, 700)`.execute(old.db);
  await old.close();
  store = await openStore(place.config);
});
afterAll(async () => {
  await store.close();
  await place.remove();
});

it('keeps the trail of an older release, seals it, and goes on after it', async () => {
  await store.db
    .transaction()
    .execute((trx) => settleIncident(trx, incident, { state: 'failed', actor: 'broker' }));
  const [verdict] = await verify(store.db);
  expect(verdict).toMatchObject({ installation: 7, rows: 701, checkpoints: 2 });
  expect(verdict?.broken).toBeUndefined();
  expect((await readIncidentReport(store.db, incident))?.timeline).toHaveLength(701);
  const lines = (await exported(store.db, { installations: [7] })).split('\n');
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({
    row: {
      installation: 7,
      seq: 1,
      subject: 'incident',
      subjectId: incident,
      incident,
      http: 200,
      why: null,
    },
  });
});
