import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendAudit } from '../../../src/inventory/audit.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import type { Store } from '../../../src/store/database.ts';
import { listEvidence, readEvidenceNumbers } from '../../../src/views/evidence.ts';
import { reportPage } from '../../../src/web/pages/report.ts';
import type { PageRequest } from '../../../src/web/request.ts';
import { registerRows } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

const VIEWER = { installations: [7] };
const PERIOD = { since: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };
const MARCH = Date.parse('2026-03-10T08:00:00Z');
const at = (seconds: number) => new Date(MARCH + seconds * 1000);

interface Seed {
  readonly found: Date;
  readonly state: IncidentState;
  /** Seconds after it was found. */
  readonly endedAfter?: number;
}

/** Of March: four that died after 10, 20, 30 and 40 seconds, one dismissed, two open; and two of other months. */
const SEEDS: readonly Seed[] = [
  ...[10, 20, 30, 40].map((endedAfter, n): Seed => ({
    found: at(n),
    state: (['revoked_verified', 'disabled_verified', 'already_inactive', 'expired'] as const)[n] ?? 'found',
    endedAfter,
  })),
  { found: at(100), state: 'dismissed', endedAfter: 5000 },
  { found: at(200), state: 'approval_needed' },
  { found: new Date('2026-03-31T23:59:59.999Z'), state: 'manual_required' },
  { found: new Date('2026-02-28T23:59:59.999Z'), state: 'revoked_verified', endedAfter: 1 },
  { found: new Date('2026-04-01T00:00:00Z'), state: 'approval_needed' },
];

let store: Store & { remove(): Promise<void> };

async function seed({ found, state, endedAfter }: Seed, installationId: number): Promise<void> {
  const [id, incidentId] = [randomUUID(), randomUUID()];
  const none = { server: null, server_url: null, client_id: null, key_id: null, environment: null };
  const kind = { provider: 'acme', type: 'acme-token', redacted: 'acme_… (40 characters)' };
  await store.db
    .insertInto('credentials')
    .values({ id, installation_id: installationId, fingerprint: randomUUID(), ...kind, ...none })
    .execute();
  await store.db
    .insertInto('incidents')
    .values({
      id: incidentId,
      credential_id: id,
      state: 'found',
      explanation: null,
      rotate_url: null,
      sealed: null,
      issue_owner: null,
      issue_repository: null,
      issue_number: null,
      issue_digest: null,
      created_at: found,
      updated_at: found,
    })
    .execute();
  const ended = new Date(found.getTime() + (endedAfter ?? 0) * 1000);
  await appendAudit(store.db, incidentId, 'broker', [
    ...(endedAfter === undefined ? [] : [{ event: 'probe_dead', at: ended, http: 401 }]),
    { event: state, at: ended },
  ]);
  await store.db
    .updateTable('incidents')
    .set({ state, updated_at: ended })
    .where('id', '=', incidentId)
    .execute();
}

beforeAll(async () => {
  store = await openTestStore();
  await registerRows(store.db).repository(70, 'app');
  for (const one of SEEDS) await seed(one, 7);
  // Another organisation's month is its own.
  for (const one of SEEDS.slice(0, 3)) await seed(one, 8);
});
afterAll(() => store.remove());

describe('the numbers of the evidence report', () => {
  it('count what was found in the period, as it stands now, from its first moment to before its end', async () => {
    expect(await readEvidenceNumbers(store.db, VIEWER, PERIOD)).toEqual({
      found: 7,
      dead: 4,
      dismissed: 1,
      open: 2,
      // Of 10, 20, 30 and 40 seconds; 95 of 100 lie between the third and the fourth.
      medianSeconds: 25,
      slowSeconds: 38.5,
    });
  });

  it('are those of the viewer, and of nobody where there is nothing', async () => {
    const both = await readEvidenceNumbers(store.db, { installations: 'all' }, PERIOD);
    expect(both).toMatchObject({ found: 10, dead: 7 });
    expect(await readEvidenceNumbers(store.db, { installations: [] }, PERIOD)).toEqual({
      found: 0,
      dead: 0,
      dismissed: 0,
      open: 0,
      medianSeconds: null,
      slowSeconds: null,
    });
  });

  it('are those of the list, each dead one with its proof', async () => {
    const rows = await listEvidence(store.db, VIEWER, PERIOD, { size: 100 });
    expect(rows.map(({ state }) => state)).toEqual(SEEDS.slice(0, 7).map(({ state }) => state));
    expect(
      rows.map(({ proof, http, deadAt, createdAt }) => [
        proof,
        http,
        deadAt && (deadAt.getTime() - createdAt.getTime()) / 1000,
      ]),
    ).toEqual([
      ['revoked_verified', 401, 10],
      ['disabled_verified', 401, 20],
      ['already_inactive', 401, 30],
      ['expired', 401, 40],
      ...Array.from({ length: 3 }, () => [null, null, null]),
    ]);
  });

  it('stand on the page, which takes the last day of the period as a whole', async () => {
    const session = { id: 'x', person: undefined, viewer: VIEWER, token: 'x' };
    const query = { since: '2026-03-01', until: '2026-03-31' };
    const request = { context: { db: store.db }, session, path: '/report', query };
    const shown = await reportPage(request as unknown as PageRequest);
    const text = shown.text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('Evidence from 2026-03-01 to 2026-03-31');
    expect(text).toContain(
      '7 found 4 proved dead 2 open 1 dismissed by a person 25 s half were dead within 39 s 95 of 100',
    );
    expect(text.match(/Not proved dead\./g)).toHaveLength(3);
    expect(text).toContain('10 s after it was found. The issuer answered HTTP 401. Being sealed.');
  });
});
