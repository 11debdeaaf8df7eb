import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { makeZip, type ZipPart } from '../../../../demo/world/github/rules/runs-zip.ts';
import { inPieces, readAll, WIDE } from './reading.ts';
import { INFO_ZIP, PYTHON, PYTHON_64 } from './written-zips.ts';

const CONTENT = 'line\n'.repeat(20_000);
const MARK = 'PK\u0007\u0008PK\u0003\u0004PK\u0001\u0002';

const anyPart: fc.Arbitrary<ZipPart> = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 20 }).map((name) => `${name.replaceAll(/[/\\]/g, '-')}.txt`),
    content: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(120_000).map((length) => CONTENT.slice(0, length)),
      // Data that look like the records of a zip.
      fc.nat(40).map((times) => MARK.repeat(times)),
    ),
    method: fc.constantFrom('stored' as const, 'deflated' as const),
    descriptor: fc.constantFrom('marked' as const, 'marked64' as const),
    zip64: fc.boolean(),
  },
  { requiredKeys: ['name', 'content'] },
);

const expected = (parts: readonly ZipPart[]) =>
  parts.map(({ name, content }) => ({ name, content: Buffer.from(content).toString('latin1') }));

describe('a zip', () => {
  it('is read the same however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPart, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 9 }),
        async (parts, sizes) => {
          const zip = makeZip(parts);
          const read = await readAll(inPieces(zip, sizes));
          expect(read.entries).toEqual(expected(parts));
          expect(read.stopped).toBeUndefined();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('byte by byte is read the same', async () => {
    const parts: ZipPart[] = [
      { name: 'a', content: 'one', descriptor: 'bare' },
      { name: 'b', content: MARK.repeat(3), method: 'stored', descriptor: 'marked' },
      { name: 'c', content: '', method: 'stored', descriptor: 'marked64' },
      { name: 'd', content: 'four', descriptor: 'bare64', zip64: true },
    ];
    expect(await readAll(inPieces(makeZip(parts), [1]))).toEqual({
      entries: expected(parts),
      stopped: undefined,
    });
  });

  it.each([
    ['Info-ZIP to a pipe', INFO_ZIP],
    ['Python to a pipe, the second entry stored', PYTHON],
    ['Python to a pipe, zip64, both stored', PYTHON_64],
  ])('that %s wrote is read', async (_, base64) => {
    const read = await readAll(inPieces(Buffer.from(base64, 'base64'), [7]));
    expect(read).toEqual({
      entries: [
        { name: 'a.txt', content: 'line\n'.repeat(40) },
        { name: 'b.txt', content: 'short' },
      ],
      stopped: undefined,
    });
  });

  it('goes on behind an entry of which only the beginning is wanted', async () => {
    const zip = makeZip([
      { name: 'a', content: CONTENT, descriptor: 'marked' },
      { name: 'folder/', content: '' },
      { name: 'b', content: 'wanted' },
    ]);
    const read = await readAll(inPieces(zip, [500]), WIDE, ({ name }) => name === 'b');
    expect(read.entries).toEqual([{ name: 'b', content: 'wanted' }]);
  });

  it.each([
    ['../../etc/passwd', '../../etc/passwd'],
    ['C:\\windows\\x', 'C:/windows/x'],
    ['a\0b', 'a\0b'],
    ['x'.repeat(60_000), 'x'.repeat(1024)],
    ['', ''],
  ])('keeps the name %j as a name and nothing else', async (name, shown) => {
    const read = await readAll(inPieces(makeZip([{ name, content: 'x' }]), [4096]));
    expect(read.entries).toEqual([{ name: shown, content: 'x' }]);
  });
});
