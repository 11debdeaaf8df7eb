import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assert, property, asyncProperty, constantFrom, integer, string } from 'fast-check';
import type { TrailRow } from '../../../src/audit/chain.ts';
import { csvLine } from '../../../src/audit/csv.ts';
import { sealTrail } from '../../../src/audit/seal.ts';
import { recordAudit } from '../../../src/inventory/audit.ts';
import { appendSome, exported, KEYS, verifyText } from '../../support/audit-trail.ts';
import { openTestStore } from '../../support/test-store.ts';

const DAY_MS = 86_400_000;
const ROWS = 12;
let store: Awaited<ReturnType<typeof openTestStore>>;
let text = '';

beforeAll(async () => {
  store = await openTestStore();
  for (const [installation, count] of [
    [1, 5],
    [2, 2],
    [1, 6],
  ] as const) {
    await appendSome(store.db, installation, count);
    await sealTrail({ db: store.db, keys: KEYS });
  }
  text = await exported(store.db, { installations: [1] });
});
afterAll(() => store.remove());

const days = (count: number) => new Date(Date.now() - count * DAY_MS);
const linesOf = (file: string) => file.trimEnd().split('\n');
const broken = async (file: string, key?: Buffer | null) =>
  (await verifyText(file, key)).find((verdict) => verdict.broken !== undefined)?.broken;

/** Changes to the lines of a file; `at` is the place of a line, not the first. */
const EDITS: Readonly<Record<string, (lines: string[], at: number) => unknown>> = {
  'removes a line': (lines, at) => lines.splice(at, 1),
  'repeats a line': (lines, at) => lines.splice(at, 0, lines[at] ?? ''),
  'swaps two lines': (lines, at) => lines.splice(at - 1, 2, lines[at] ?? '', lines[at - 1] ?? ''),
  'changes a letter': (lines, at) => {
    const line = lines[at] ?? '';
    const letter = Math.floor(line.length / 2);
    lines[at] = `${line.slice(0, letter)}${line[letter] === '1' ? '2' : '1'}${line.slice(letter + 1)}`;
  },
  'inserts a line that is none': (lines, at) => lines.splice(at, 0, '{"row":{}}'),
  'cuts off all lines from here': (lines, at) => lines.splice(at),
};
/** Without these a chain is as sound as with them: the next one vouches for the same rows. */
const isSpare = (line = '') => line.startsWith('{"checkpoint"');

describe('an exported file', () => {
  it('holds its own export, and is verified with the key and without it', async () => {
    expect(linesOf(text)).toHaveLength(1 + 1 + ROWS + 3 + 1);
    expect(text).toContain('"event":"audit_exported"');
    const sound = [expect.objectContaining({ installation: 1, rows: ROWS, checkpoints: 3 })];
    expect(await verifyText(text)).toEqual(sound);
    expect(await verifyText(text, null)).toEqual(sound);
    expect(await broken(text, Buffer.alloc(32, 1))).toMatchObject({ kind: 'not certified' });
  });

  it.each(Object.entries(EDITS))('is broken when somebody %s', async (_, edit) => {
    const count = linesOf(text).length;
    await assert(
      asyncProperty(integer({ min: 1, max: count - 1 }), async (at) => {
        const lines = linesOf(text);
        const spare = [lines[at - 1], lines[at]].some(isSpare);
        edit(lines, at);
        if (spare || lines.join('\n') === text.trimEnd()) return;
        expect(await broken(`${lines.join('\n')}\n`)).toBeDefined();
      }),
      { numRuns: 30 },
    );
  });

  it('names the entry that was changed, and that the file ends too early', async () => {
    expect(await broken(text.replace('"actor":"@tess"', '"actor":"@bob"'))).toEqual({
      kind: 'changed',
      seq: 2,
    });
    const lines = linesOf(text);
    expect(await broken(`${lines.slice(0, 6).join('\n')}\n`)).toEqual({ kind: 'cut off', seq: 5 });
    expect(await broken(text.slice(0, -20))).toMatchObject({ kind: 'unreadable' });
    expect(await broken('')).toMatchObject({ kind: 'unreadable' });
  });

  it('cannot be shortened by passing a checkpoint for its end', async () => {
    const lines = linesOf(text);
    const at = lines.findIndex(isSpare);
    const { checkpoint } = JSON.parse(lines[at] ?? '') as {
      checkpoint: { seq: number; hash: string; mac: string };
    };
    const { seq, hash, mac } = checkpoint;
    const end = JSON.stringify({ end: { installation: 1, seq, hash, mac } });
    const short = `${[...lines.slice(0, at + 1), end].join('\n')}\n`;
    expect(await broken(short)).toEqual({ kind: 'not certified', seq: 1, upTo: 5 });
  });

  it('cannot lose a whole chain', async () => {
    const both = await exported(store.db);
    expect((await verifyText(both)).map(({ installation }) => installation)).toEqual([1, 2]);
    const lines = linesOf(both);
    const second = lines.findIndex((line) => line.startsWith('{"chain":{"installation":2'));
    expect(await broken(`${lines.slice(0, second).join('\n')}\n`)).toEqual({ kind: 'cut off', seq: 1 });
    const named = lines[0]?.replace('[1,2]', '[1]') ?? '';
    expect(await broken(`${[named, ...lines.slice(1, second)].join('\n')}\n`)).toMatchObject({
      kind: 'not certified',
    });
  });

  it('of a period begins within the chain, has no holes and is verified', async () => {
    for (const count of [9, 5, 3, 1])
      await recordAudit(store.db, { installationId: 3, kind: 'policy', id: count }, 'rekey', {
        event: 'old',
        at: days(count),
      });
    const period = { installations: [3], since: days(6), until: days(2) };
    const file = await exported(store.db, period);
    expect(linesOf(file).filter((line) => line.includes('"event":"old"'))).toHaveLength(2);
    expect(await verifyText(file)).toEqual([
      expect.objectContaining({ rows: 2, head: expect.objectContaining({ seq: 3 }) }),
    ]);
    const csv = await exported(store.db, { ...period, format: 'csv' });
    expect(linesOf(csv)).toHaveLength(3);
    const none = await exported(store.db, { installations: [3], until: days(20) });
    expect(await verifyText(none)).toEqual([expect.objectContaining({ rows: 0 })]);
  });
});

describe('a CSV export', () => {
  const row: TrailRow = {
    installation: 1,
    seq: 2,
    id: 3,
    at: '2026-11-25T10:00:00.000000Z',
    actor: '@tess',
    actorId: 7,
    event: 'approved',
    subject: 'incident',
    subjectId: null,
    incident: null,
    http: null,
    why: '=HYPERLINK("https://x.example","a")\r\n+1',
  };

  it('is text to a spreadsheet, whatever people wrote', () => {
    expect(csvLine(row, 'ab')).toBe(
      `1,2,"2026-11-25T10:00:00.000000Z","'@tess",7,"approved","incident",,,,"'=HYPERLINK(""https://x.example"",""a"") +1","ab"\r\n`,
    );
    assert(
      property(constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ''), string(), (first, rest) => {
        const line = csvLine({ ...row, why: first + rest }, 'ab');
        expect(line.match(/[\r\n]/g)).toHaveLength(2);
        const cell = /,"((?:[^"]|"")*)","ab"\r\n$/.exec(line)?.[1];
        expect(cell).toBeDefined();
        expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });
});
