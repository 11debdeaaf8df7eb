import { describe, expect, it } from '@jest/globals';
import { bytesOf, expectedOf } from '../../bench/quality/emit.ts';
import { generateTree } from '../../bench/quality/generate-tree.ts';
import type { Planted, QualityFile } from '../../bench/quality/quality-file.ts';
import { createRandom } from '../../bench/quality/random.ts';
import { precision, recall, scoreFile } from '../../bench/quality/score.ts';
import { createSheet, MARK } from '../../bench/quality/sheet.ts';
import { SURFACES } from '../../bench/quality/surfaces/surfaces.ts';
import { Secret } from '../../src/base/secret.ts';
import { makeFinding } from '../support/findings.ts';

const tree = generateTree(7, SURFACES.length * 4);

const fromBase64 = (text: string) => Buffer.from(decodeURIComponent(text), 'base64').toString();
const unescaped = (text: string) => JSON.parse(`"${text}"`) as string;

/** Every way in which a container writes a value, undone. */
const READINGS: readonly ((written: string) => string)[] = [
  (written) => written,
  unescaped,
  (written) => unescaped(unescaped(written)),
  (written) => unescaped(unescaped(unescaped(written))),
  decodeURIComponent,
  (written) => decodeURIComponent(decodeURIComponent(written)),
  (written) => unescaped(decodeURIComponent(written)),
  (written) => written.replaceAll('$$', '$'),
  (written) => written.replaceAll("''", "'"),
  (written) => written.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
];

function reads(written: string, { value }: Planted): boolean {
  const readings = READINGS.flatMap((read) => {
    try {
      return [read(written)];
    } catch {
      return [];
    }
  });
  return readings.some((reading) => reading === value) || fromBase64(written).includes(value);
}

function finding({ start, end, value }: Planted) {
  return makeFinding(value, {
    secret: new Secret(value),
    span: { start, end, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  });
}

const some = (seed: number) => generateTree(seed, 40).map(({ path, content }) => [path, content]);

describe('the files of bench:quality', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(some(3)).toEqual(some(3));
    expect(some(3)).not.toEqual(some(4));
  });

  it('do not change when more are asked for', () => {
    expect(generateTree(3, 30)).toEqual(generateTree(3, 60).slice(0, 30));
  });

  it('hold a credential or a look-alike on every surface, and no mark is left', () => {
    const byName = Map.groupBy(tree, ({ surface }) => surface);
    expect([...byName.keys()].toSorted()).toEqual(SURFACES.map(({ name }) => name).toSorted());
    expect(tree.filter(({ content }) => MARK.test(content))).toEqual([]);
    for (const files of byName.values())
      expect(files.reduce((sum, file) => sum + file.planted.length + file.decoys, 0)).toBeGreaterThan(0);
  });

  it('say exactly where each credential stands', () => {
    const wrong = tree.flatMap((file) =>
      file.planted
        .filter((planted) => !reads(file.content.slice(planted.start, planted.end), planted))
        .map((planted) => [file.surface, planted.key]),
    );
    expect(wrong).toEqual([]);
    expect(tree.flatMap(({ planted }) => planted).length).toBeGreaterThan(SURFACES.length * 4);
  });

  it('have credentials that do not overlap', () => {
    const overlapping = tree.filter(({ planted }) =>
      planted.some(({ start }, index) => index > 0 && start < (planted[index - 1]?.end ?? 0)),
    );
    expect(overlapping).toEqual([]);
  });
});

describe('a sheet', () => {
  it('follows a value through any number of serialisations', () => {
    const sheet = createSheet(createRandom(1));
    const inner = JSON.stringify({ a: sheet.plant('say "hi"\\') });
    const { content, planted } = sheet.finish(`x: ${JSON.stringify({ inner })}`);
    const [only] = planted;
    expect(planted).toHaveLength(1);
    expect(content.slice(only?.start, only?.end)).toBe(
      JSON.stringify(JSON.stringify('say "hi"\\').slice(1, -1)).slice(1, -1),
    );
  });

  it('takes an encoded run for the place of what is in it', () => {
    const sheet = createSheet(createRandom(1));
    const run = sheet.encoded(`bob:${sheet.plant('secret')}`, (text) => Buffer.from(text).toString('base64'));
    const { content, planted } = sheet.finish(`Basic ${run}`);
    expect(planted).toMatchObject([{ value: 'secret', start: 6, end: content.length }]);
    expect(() => sheet.encoded(sheet.plant('a') + sheet.plant('b'), (text) => text)).toThrow('more than one');
  });
});

describe('the score', () => {
  const file: QualityFile = {
    path: 'a',
    surface: 's',
    content: 'a=secret b=other',
    encoding: 'utf-8',
    decoys: 0,
    planted: [
      { start: 2, end: 8, value: 'secret' },
      { start: 11, end: 16, value: 'other' },
    ],
  };
  const [first, second] = file.planted as [Planted, Planted];

  it('counts what is found exactly', () => {
    const { score, mistakes } = scoreFile(file, file.planted.map(finding));
    expect(score).toMatchObject({ found: 2, missed: 0, spanWrong: 0, falsePositives: 0 });
    expect([mistakes, recall(score), precision(score)]).toEqual([[], 1, 1]);
  });

  it.each([
    ['nothing', [], { found: 0, missed: 2, spanWrong: 0, falsePositives: 0 }],
    ['a wrong span', [{ ...first, start: 0 }], { found: 0, missed: 2, spanWrong: 1, falsePositives: 0 }],
    [
      'a wrong value',
      [{ ...first, value: 'secre' }],
      { found: 0, missed: 2, spanWrong: 1, falsePositives: 0 },
    ],
    ['a duplicate', [first, first, second], { found: 2, missed: 0, spanWrong: 0, falsePositives: 1 }],
    [
      'something else',
      [first, second, { start: 9, end: 10, value: 'b' }],
      { found: 2, missed: 0, spanWrong: 0, falsePositives: 1 },
    ],
  ])('does not take %s for right', (_, findings, expected) => {
    expect(scoreFile(file, findings.map(finding)).score).toMatchObject(expected);
  });
});

describe('the emitted tree', () => {
  it('tells lines and columns from one, with an open end', () => {
    const planted = { start: 5, end: 8, value: 'key' };
    const file: QualityFile = {
      path: 'p',
      surface: 's',
      content: 'ab\nx=key\n',
      encoding: 'utf-8',
      decoys: 0,
      planted: [planted],
    };
    expect(expectedOf(file, planted)).toMatchObject({
      startLine: 2,
      startColumn: 3,
      endLine: 2,
      endColumn: 6,
    });
  });

  it.each(['utf-16le', 'utf-16be'] as const)('is stored in %s with its mark', (encoding) => {
    const bytes = bytesOf({ path: 'p', surface: 's', content: 'é', encoding, decoys: 0, planted: [] });
    expect(new TextDecoder(encoding).decode(bytes)).toBe('é');
    expect(bytes).toHaveLength(4);
  });
});
