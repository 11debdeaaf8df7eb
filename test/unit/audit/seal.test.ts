import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { START, hashRow, type TrailRow } from '../../../src/audit/chain.ts';
import { readChain, readExtent, readHeads } from '../../../src/audit/read-chain.ts';
import { sealTrail } from '../../../src/audit/seal.ts';
import { recordAudit } from '../../../src/inventory/audit.ts';
import { all, appendSome, KEYS, verify } from '../../support/audit-trail.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
let last = 0;
const next = () => (last += 1);
const context = () => ({ db: store.db, keys: KEYS });
const numbers = async (installation: number) => {
  const rows = await store.db
    .selectFrom('audit')
    .select(['seq', 'subject_id'])
    .where('installation_id', '=', installation)
    .orderBy('id')
    .execute();
  return rows.map(({ seq }) => seq);
};

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

describe('sealing', () => {
  it('numbers the rows of each installation from one, links their hashes and signs the head', async () => {
    const [one, other] = [next(), next()];
    await appendSome(store.db, one, 3);
    await appendSome(store.db, other, 2);
    expect(await numbers(one)).toEqual([null, null, null]);
    expect(await sealTrail(context())).toBe(5);
    await appendSome(store.db, one, 1);
    expect(await sealTrail(context())).toBe(1);
    expect([await numbers(one), await numbers(other)]).toEqual([
      [1, 2, 3, 4],
      [1, 2],
    ]);
    let before = START.hash;
    for (const { hash, checkpoint, ...row } of (await all(readChain(store.db, one, { last: 9 }))).flat()) {
      expect(hash).toBe(hashRow(before, row satisfies TrailRow));
      expect(checkpoint?.seq).toBe([3, 4].includes(row.seq) ? row.seq : undefined);
      before = hash ?? '';
    }
    expect(await readHeads(store.db, new Date(Date.now() - 60_000))).toContainEqual(
      expect.objectContaining({ installation: one, seq: 4, hash: before }),
    );
    expect(await verify(store.db, { installation: one })).toEqual([
      { installation: one, rows: 4, checkpoints: 2, head: { seq: 4, hash: before } },
    ]);
  });

  it('leaves a row alone that is not committed, and gives it a later number', async () => {
    // The embedded database has one connection: nothing is open beside anything else.
    if (store.embedded) return;
    const installation = next();
    const sealed = await store.db.transaction().execute(async (trx) => {
      await recordAudit(trx, { installationId: installation, kind: 'policy' }, 'rekey', { event: 'late' });
      await appendSome(store.db, installation, 2);
      return sealTrail(context(), { only: installation });
    });
    expect(sealed).toBe(2);
    await sealTrail(context(), { only: installation });
    expect(await numbers(installation)).toEqual([3, 1, 2]);
    expect(await verify(store.db, { installation })).toMatchObject([{ rows: 3 }]);
  });

  it('gives each number once when several seal at the same time', async () => {
    const installation = next();
    await appendSome(store.db, installation, 30);
    await sql`insert into audit (installation_id, subject_kind, actor, event) select ${installation}, 'policy', 'rekey', 'many'
      from generate_series(1, 1500)`.execute(store.db);
    const counts = await Promise.all(
      [1, 2, 3].map(() => sealTrail(context(), { only: installation })).concat([appendMore(installation)]),
    );
    await sealTrail(context(), { only: installation });
    expect(counts.slice(0, 3).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(1530);
    const extent = await readExtent(store.db, installation);
    expect(extent).toEqual({ rows: 1540, checkpoint: 1540 });
    const [verdict] = await verify(store.db, { installation });
    expect(verdict).toMatchObject({ rows: 1540 });
    expect(verdict?.broken).toBeUndefined();
  });

  it('leaves nothing half done when it dies in the middle', async () => {
    const installation = next();
    await appendSome(store.db, installation, 4);
    // The checkpoint is the last thing that a batch writes: without it nothing of the batch stays.
    await sql`alter table audit_checkpoints rename to gone`.execute(store.db);
    await expect(sealTrail(context(), { only: installation })).rejects.toThrow('audit_checkpoints');
    await sql`alter table gone rename to audit_checkpoints`.execute(store.db);
    expect(await numbers(installation)).toEqual([null, null, null, null]);
    await sealTrail(context(), { only: installation });
    expect(await verify(store.db, { installation })).toMatchObject([{ rows: 4, checkpoints: 1 }]);
  });

  it('stops when its time is over, and goes on at the next', async () => {
    const installation = next();
    await appendSome(store.db, installation, 2);
    expect(await sealTrail(context(), { only: installation, maxMs: 0 })).toBe(0);
    expect(await sealTrail(context(), { only: installation })).toBe(2);
  });
});

async function appendMore(installation: number): Promise<number> {
  await appendSome(store.db, installation, 10);
  return 10;
}

describe('the table', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['a change', `update audit set event = 'other'`],
    ['another number', `update audit set seq = seq + 1000 where seq is not null`],
    ['another hash', `update audit set hash = decode('00', 'hex') where seq is not null`],
    ['a number taken back', `update audit set seq = null, hash = null where seq is not null`],
    ['a number without a hash', `update audit set seq = 5000 where seq is null`],
    ['a sealing that changes more', `update audit set seq = 1, hash = '', actor = 'x' where seq is null`],
    ['a deletion', `delete from audit`],
    ['a deleted checkpoint', `delete from audit_checkpoints`],
    ['a changed checkpoint', `update audit_checkpoints set at = now()`],
    ['emptying it', `truncate audit`],
    ['emptying the checkpoints', `truncate audit_checkpoints`],
  ];
  it.each(wrong)('refuses %s', async (_, statement) => {
    const installation = next();
    await appendSome(store.db, installation, 2);
    await sealTrail(context());
    await appendSome(store.db, installation, 1);
    await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('append-only');
    expect(await verify(store.db, { installation })).toMatchObject([{ rows: 3 }]);
  });
});

describe('an entry', () => {
  it('is one short line without a credential, whoever wrote it', async () => {
    const installation = next();
    const token = `ghp_${'aB3'.repeat(12)}`;
    await recordAudit(store.db, { installationId: installation, kind: 'policy', id: token }, `@${token}`, {
      event: 'odd',
      why: `see ${token}\n${'x'.repeat(1000)}\0`,
    });
    const row = await store.db
      .selectFrom('audit')
      .selectAll()
      .where('installation_id', '=', installation)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(token.slice(0, 12));
    expect(row.why?.length).toBeLessThanOrEqual(400);
    expect(row.why).not.toMatch(/[\0\n]/);
  });
});
