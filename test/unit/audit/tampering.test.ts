import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { hashRow, signCheckpoint } from '../../../src/audit/chain.ts';
import { readChain } from '../../../src/audit/read-chain.ts';
import { sealTrail } from '../../../src/audit/seal.ts';
import type { Database } from '../../../src/store/database.ts';
import { all, appendSome, KEYS, verify } from '../../support/audit-trail.ts';
import { openTestStore } from '../../support/test-store.ts';
import { withoutAppendOnly } from '../../support/without-append-only.ts';

const ROWS = 12;
const OTHER = 999_999;
let store: Awaited<ReturnType<typeof openTestStore>>;
let last = 0;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

/** A chain of twelve rows in three batches. */
async function makeChain(): Promise<number> {
  last += 1;
  for (const count of [5, 3, 4]) {
    await appendSome(store.db, last, count);
    await sealTrail({ db: store.db, keys: KEYS }, { only: last });
  }
  return last;
}

/** Hashes the rows from a number on again, as somebody does who knows how and has no key. */
async function rehash(db: Database, chain: number, from: number, signing?: Buffer): Promise<void> {
  const rows = (await all(readChain(db, chain, { last: 1000 }))).flat();
  let before = rows.find(({ seq }) => seq === from - 1)?.hash ?? '0'.repeat(64);
  for (const { hash: _, checkpoint, ...row } of rows.filter(({ seq }) => seq >= from)) {
    before = hashRow(before, row);
    await sql`update audit set hash = decode(${before}, 'hex') where id = ${row.id}`.execute(db);
    if (!checkpoint) continue;
    const mac = signing ? signCheckpoint(signing, chain, { ...checkpoint, hash: before }) : checkpoint.mac;
    await sql`update audit_checkpoints set hash = decode(${before}, 'hex'), mac = decode(${mac}, 'hex')
      where installation_id = ${chain} and seq = ${row.seq}`.execute(db);
  }
}

const at = (chain: number, seq: number) => sql`installation_id = ${chain} and seq = ${seq}`;

/** What somebody who owns the database may try on row `seq`; tells where it must be noticed at the latest. */
const TAMPERINGS: Readonly<
  Record<string, (db: Database, chain: number, seq: number, column: string) => Promise<unknown>>
> = {
  'changes a column': (db, chain, seq, column) =>
    sql`update audit set ${sql.raw(column)} where ${at(chain, seq)}`.execute(db),
  'changes a row and all hashes after it': async (db, chain, seq, column) => {
    await sql`update audit set ${sql.raw(column)} where ${at(chain, seq)}`.execute(db);
    await rehash(db, chain, seq);
  },
  'signs that with a key of his own': async (db, chain, seq, column) => {
    await sql`update audit set ${sql.raw(column)} where ${at(chain, seq)}`.execute(db);
    await rehash(db, chain, seq, Buffer.alloc(32, 1));
  },
  'removes a row': (db, chain, seq) => sql`delete from audit where ${at(chain, seq)}`.execute(db),
  'removes a row and closes the gap': async (db, chain, seq) => {
    await sql`delete from audit where ${at(chain, seq)}`.execute(db);
    for (let next = seq + 1; next <= ROWS; next += 1)
      await sql`update audit set seq = seq - 1 where ${at(chain, next)}`.execute(db);
    await rehash(db, chain, seq);
  },
  'inserts a row': async (db, chain, seq) => {
    for (let next = ROWS; next >= seq; next -= 1)
      await sql`update audit set seq = seq + 1 where ${at(chain, next)}`.execute(db);
    await sql`insert into audit (installation_id, subject_kind, actor, event, seq, hash)
      values (${chain}, 'policy', '@mallory', 'approved', ${seq}, '')`.execute(db);
    await rehash(db, chain, seq);
  },
  'inserts a row before all others': (db, chain) =>
    sql`insert into audit (installation_id, subject_kind, actor, event, seq, hash)
      values (${chain}, 'policy', '@mallory', 'approved', 0, '')`.execute(db),
  'inserts a row without a hash at the end': (db, chain) =>
    sql`insert into audit (installation_id, subject_kind, actor, event, seq)
      values (${chain}, 'policy', '@mallory', 'approved', ${ROWS + 1})`.execute(db),
  'appends a row with the right hash': async (db, chain) => {
    await sql`insert into audit (installation_id, subject_kind, actor, event, seq, hash)
      values (${chain}, 'policy', '@mallory', 'approved', ${ROWS + 1}, '')`.execute(db);
    await rehash(db, chain, ROWS + 1);
  },
  'swaps two rows': async (db, chain, seq) => {
    const other = seq === ROWS ? 1 : seq + 1;
    await sql`update audit set seq = -1 where ${at(chain, seq)}`.execute(db);
    await sql`update audit set seq = ${seq} where ${at(chain, other)}`.execute(db);
    await sql`update audit set seq = ${other} where ${at(chain, -1)}`.execute(db);
  },
  'swaps two rows and hashes again': async (db, chain, seq) => {
    const other = seq === ROWS ? 1 : seq + 1;
    await sql`update audit set seq = -1 where ${at(chain, seq)}`.execute(db);
    await sql`update audit set seq = ${seq} where ${at(chain, other)}`.execute(db);
    await sql`update audit set seq = ${other} where ${at(chain, -1)}`.execute(db);
    await rehash(db, chain, Math.min(seq, other));
  },
  'moves a row to another installation': (db, chain, seq) =>
    sql`update audit set installation_id = ${OTHER}, seq = ${chain * 1000 + seq} where ${at(chain, seq)}`.execute(
      db,
    ),
  'cuts off the tail': (db, chain, seq) =>
    sql`delete from audit where installation_id = ${chain} and seq >= ${seq}`.execute(db),
  'cuts off the tail, and what is left is sealed on': async (db, chain, seq) => {
    await sql`delete from audit where installation_id = ${chain} and seq >= ${seq}`.execute(db);
    await appendSome(db, chain, 2);
  },
  'removes the last checkpoint': (db, chain) =>
    sql`delete from audit_checkpoints where ${at(chain, ROWS)}`.execute(db),
  'takes numbers back': (db, chain, seq) =>
    sql`update audit set seq = null, hash = null where ${at(chain, seq)}`.execute(db),
  'removes all hashes': (db, chain) =>
    sql`update audit set hash = null where installation_id = ${chain}`.execute(db),
};

const COLUMNS = [
  `event = event || '_'`,
  `actor = '@mallory'`,
  `actor_id = 1`,
  `at = at + interval '1 microsecond'`,
  `subject_kind = 'finding'`,
  `subject_id = 'other'`,
  `http = 200`,
  `why = coalesce(why, '') || ' '`,
  `id = default`,
];

describe('somebody who owns the database', () => {
  it.each(Object.entries(TAMPERINGS))('%s: that is noticed, and where', async (_, tamper) => {
    await assert(
      asyncProperty(integer({ min: 1, max: ROWS }), constantFrom(...COLUMNS), async (seq, column) => {
        const chain = await makeChain();
        expect((await verify(store.db, { installation: chain }))[0]?.broken).toBeUndefined();
        await withoutAppendOnly(store.db, (db) => tamper(db, chain, seq, column));
        const [verdict] = await verify(store.db, { installation: chain });
        expect(verdict?.broken).toBeDefined();
        const { seq: first = 0, upTo = first } = verdict?.broken ?? {};
        expect(first).toBeLessThanOrEqual(ROWS + 3);
        expect(upTo).toBeGreaterThanOrEqual(first);
      }),
      { numRuns: 4 },
    );
  });

  it.each([
    ['changes a column', 6, { kind: 'changed', seq: 6 }],
    ['changes a row and all hashes after it', 6, { kind: 'forged checkpoint', seq: 6, upTo: 8 }],
    ['signs that with a key of his own', 10, { kind: 'forged checkpoint', seq: 9, upTo: 12 }],
    ['removes a row', 3, { kind: 'missing', seq: 3 }],
    ['removes a row', ROWS, { kind: 'cut off', seq: ROWS }],
    ['cuts off the tail', 8, { kind: 'cut off', seq: 8 }],
    ['swaps two rows', 4, { kind: 'changed', seq: 4 }],
    ['appends a row with the right hash', 1, { kind: 'not certified', seq: 13 }],
    ['removes the last checkpoint', 1, { kind: 'not certified', seq: 9, upTo: 12 }],
    ['moves a row to another installation', 2, { kind: 'missing', seq: 2 }],
  ] as const)('%s %d: the first number is named', async (name, seq, broken) => {
    const chain = await makeChain();
    await withoutAppendOnly(
      store.db,
      (db) => TAMPERINGS[name]?.(db, chain, seq, COLUMNS[0]!) ?? Promise.resolve(),
    );
    expect(await verify(store.db, { installation: chain })).toMatchObject([{ broken }]);
  });

  it('has the key as well and rewrites all, or removes the end with its checkpoint: a head in a log shows it', async () => {
    const [rewritten, cut] = [await makeChain(), await makeChain()];
    const heads = (await verify(store.db)).filter(({ installation }) =>
      [rewritten, cut].includes(installation),
    );
    await withoutAppendOnly(store.db, async (db) => {
      await sql`update audit set actor = 'rekey' where ${at(rewritten, 2)}`.execute(db);
      await rehash(db, rewritten, 2, KEYS.audit);
      for (const table of ['audit', 'audit_checkpoints'])
        await sql`delete from ${sql.table(table)} where installation_id = ${cut} and seq > 8`.execute(db);
    });
    for (const { installation, head } of heads) {
      expect(await verify(store.db, { installation })).not.toMatchObject([{ broken: {} }]);
      const [verdict] = await verify(store.db, { installation, anchor: head });
      expect(verdict?.broken).toMatchObject(
        installation === cut ? { kind: 'cut off', seq: 9 } : { kind: 'rewritten', upTo: ROWS },
      );
    }
  });

  it('does not keep later rows from being sealed', async () => {
    const chain = await makeChain();
    await withoutAppendOnly(store.db, async (db) => {
      await sql`delete from audit where ${at(chain, 4)}`.execute(db);
      await sql`delete from audit_checkpoints where ${at(chain, ROWS)}`.execute(db);
    });
    await appendSome(store.db, chain, 2);
    expect(await sealTrail({ db: store.db, keys: KEYS }, { only: chain })).toBe(2);
    expect(await verify(store.db, { installation: chain })).toMatchObject([
      { broken: { kind: 'missing', seq: 4 } },
    ]);
  });
});
