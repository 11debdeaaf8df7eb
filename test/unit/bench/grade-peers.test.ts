import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { countPlaces, grade, relativeTo } from '../../../bench/peers/grade.ts';
import type { Planted } from '../../../bench/peers/grade.ts';

const value = randomBytes(12).toString('hex');
const planted = (place: Partial<Planted> = {}): Planted => ({
  path: '.env',
  startLine: 3,
  startColumn: 5,
  endLine: 3,
  endColumn: 29,
  values: [value],
  surface: 'dotenv',
  ...place,
});
const report = (place: object = {}) => ({ path: '.env', line: 3, ...place });

describe('grade', () => {
  it.each([
    ['only the line', {}],
    ['the value', { text: value }],
    ['more than the value', { text: `KEY=${value}` }],
    ['a part of the value', { text: value.slice(4) }],
    ['columns that overlap', { startColumn: 28, endColumn: 40 }],
    ['lines around it', { line: 2, endLine: 4 }],
  ])('takes %s as found', (_, place) => {
    expect(grade([planted()], [report(place)])).toEqual({
      secrets: [{ surface: 'dotenv', found: true }],
      wrong: 0,
    });
  });

  it.each([
    ['another line', { line: 4 }],
    ['another file', { path: 'b/.env' }],
    ['columns before it', { startColumn: 1, endColumn: 5 }],
    ['columns after it', { startColumn: 29, endColumn: 40 }],
    ['another text on the line', { text: 'something-else' }],
  ])('takes %s as wrong and the secret as missed', (_, place) => {
    expect(grade([planted()], [report(place)])).toEqual({
      secrets: [{ surface: 'dotenv', found: false }],
      wrong: 1,
    });
  });

  it('takes the written form of an encoded value as found', () => {
    const written = Buffer.from(value).toString('base64');
    const { secrets } = grade([planted({ values: [value, written] })], [report({ text: written })]);
    expect(secrets).toEqual([{ surface: 'dotenv', found: true }]);
  });

  it('counts a value once for each file, at whichever place it is reported', () => {
    const places = [planted(), planted({ startLine: 9, endLine: 9 })];
    expect(grade(places, [report({ line: 9 })]).secrets).toEqual([{ surface: 'dotenv', found: true }]);
  });

  it('counts several wrong reports of one line once, and none beside a right one', () => {
    const wrong = [report({ line: 8, text: 'one-thing' }), report({ line: 8, text: 'other-thing' })];
    const beside = [report({ text: value }), report({ text: 'its-neighbour' })];
    expect(grade([planted()], [...wrong, ...beside]).wrong).toBe(1);
    expect(countPlaces([...wrong, ...beside])).toBe(2);
  });
});

describe('relativeTo', () => {
  it('makes absolute and relative paths the same', () => {
    const paths = relativeTo([report({ path: '/t/a/.env' }), report({ path: './a/.env' })], '/t');
    expect(paths.map(({ path }) => path)).toEqual(['a/.env', 'a/.env']);
  });
});
