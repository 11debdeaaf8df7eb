import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { makeZip, type ZipPart } from '../../../../demo/world/github/rules/runs-zip.ts';
import { inPieces, readAll, WIDE } from './reading.ts';

const LINES = 'one line of a log\n'.repeat(3000);
const part = (name: string, more: Partial<ZipPart> = {}): ZipPart => ({ name, content: LINES, ...more });
const read = (zip: Uint8Array, limits = WIDE) => readAll(inPieces(zip, [4096]), limits);

describe('a zip that is not whole', () => {
  it('cut anywhere gives what was there, and an end', async () => {
    const parts = [
      part('a', { descriptor: 'marked', content: 'alpha '.repeat(30) }),
      part('b', { method: 'stored', content: randomBytes(90), descriptor: 'marked64' }),
      part('c', { method: 'stored', content: randomBytes(90) }),
      part('d', { zip64: true, content: 'delta '.repeat(30) }),
    ];
    const zip = makeZip(parts);
    const directory = zip.indexOf('PK\u0001\u0002');
    const whole = parts.map(({ content }) => Buffer.from(content).toString('latin1'));
    for (let length = 0; length <= zip.length; length += 1) {
      const { entries, stopped } = await readAll(inPieces(zip.subarray(0, length), [64]));
      expect(stopped).toBe(length < directory + 4 ? 'truncated' : undefined);
      for (const [index, { content }] of entries.entries())
        expect(whole[index]?.startsWith(content.slice(0, -24))).toBe(true);
    }
  });

  it('with any byte changed never fails', async () => {
    const zip = makeZip([
      part('a', { descriptor: 'marked' }),
      part('b', { method: 'stored', descriptor: 'marked' }),
      part('c'),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, byte) => {
        const changed = Buffer.from(zip);
        changed[at] = byte;
        expect((await read(changed)).entries.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['no zip at all', Buffer.from('<?xml version="1.0"?><Error/>'), 'header'],
    ['nothing', Buffer.alloc(0), 'truncated'],
    ['a packed size that is too small', makeZip([part('a', { packedBytes: 3 }), part('b')]), 'header'],
    ['a packed size that is too large', makeZip([part('a', { packedBytes: 9e6 }), part('b')]), 'header'],
    ['a stored size that is too small', makeZip([part('a', { method: 'stored', packedBytes: 5 })]), 'header'],
    ['an encrypted entry', makeZip([part('a'), part('b', { flags: 1 })]), 'encrypted'],
    ['an entry of another method', makeZip([part('a'), part('b', { methodId: 93 })]), 'method'],
  ])('%s ends the reading', async (_, zip, stopped) => {
    expect((await read(zip)).stopped).toBe(stopped);
  });

  it('counts what was read before', async () => {
    const { entries, stopped } = await read(makeZip([part('a'), part('b', { flags: 1 }), part('c')]));
    expect(entries.map(({ name }) => name)).toEqual(['a']);
    expect(entries[0]?.content).toBe(LINES);
    expect(stopped).toBe('encrypted');
  });

  it('whose source fails ends as interrupted', async () => {
    const zip = makeZip([part('a', { content: randomBytes(90_000) })]);
    async function* broken() {
      yield zip.subarray(0, 50_000);
      await delay(1);
      throw new Error('connection reset');
    }
    const { entries, stopped } = await readAll(broken());
    expect(stopped).toBe('interrupted');
    expect(entries[0]?.content.length).toBeGreaterThan(0);
  });
});

/** Packed, deflate's best: about 1,000 times smaller. */
function bomb(bytes: number): Buffer {
  return makeZip([{ name: 'bomb', content: Buffer.alloc(bytes), descriptor: 'marked' }, part('after')]);
}

async function* withoutEnd(first: Uint8Array, again: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  for (;;) yield again;
}

describe('a zip that is too much', () => {
  it.each([
    ['entries', makeZip([part('a'), part('b'), part('c')]), { entries: 2 }, 2, 2 * LINES.length],
    ['entry-bytes', makeZip([part('a'), part('b')]), { entryBytes: 1000 }, 1, 1000],
    ['bytes', makeZip([part('a'), part('b')]), { bytes: LINES.length + 10 }, 2, LINES.length + 10],
    ['time', makeZip([part('a')]), { ms: -1 }, 1, 0],
  ])('ends at the limit of %s', async (stopped, zip, limits, count, length) => {
    const result = await read(zip, { ...WIDE, ...limits });
    expect(result.stopped).toBe(stopped);
    expect(result.entries).toHaveLength(count);
    expect(result.entries.map(({ content }) => content).join('')).toHaveLength(length);
  });

  it('ends as a bomb by its ratio', async () => {
    const { entries, stopped } = await read(bomb(50_000_000), {
      ...WIDE,
      ratio: 200,
      ratioFrom: 4_000_000,
    });
    expect(stopped).toBe('ratio');
    expect(entries).toHaveLength(1);
    expect(entries[0]?.content.length).toBeLessThan(4_100_000);
  });

  it('ends where nothing comes out of what comes in', async () => {
    // Empty stored blocks: a deflate stream that never ends and holds nothing.
    const header = makeZip([part('a', { content: '', descriptor: 'marked' })]).subarray(0, 31);
    const empty = Buffer.from('000000ffff'.repeat(2000), 'hex');
    const result = await readAll(withoutEnd(header, empty), { ...WIDE, bytes: 5_000_000 });
    expect(result).toEqual({ entries: [{ name: 'a', content: '' }], stopped: 'bytes' });
  });

  it('ends where data without an end have no end', async () => {
    const header = makeZip([part('a', { content: '', descriptor: 'marked', method: 'stored' })]);
    const result = await readAll(withoutEnd(header.subarray(0, 31), Buffer.from(LINES)), {
      ...WIDE,
      bytes: 3_000_000,
    });
    expect(result.stopped).toBe('bytes');
  });

  it('that is a bomb in a bomb is not opened twice', async () => {
    const inner = bomb(1_000_000);
    const { entries } = await read(makeZip([{ name: 'inner.zip', content: inner }]));
    expect(entries).toEqual([{ name: 'inner.zip', content: inner.toString('latin1') }]);
    expect(deflateRawSync(inner).length).toBeLessThan(inner.length);
  });
});
