import { describe, expect, it } from '@jest/globals';
import { readUntil } from '../../../src/base/read-until.ts';

const NOW = new Date('2026-11-29T23:59:59Z');
const read = (text: string | undefined, now = NOW) => readUntil(text, now);

describe('readUntil', () => {
  it.each([
    ['2026-11-29', '2026-11-30T00:00:00.000Z'],
    ['2026-12-31', '2027-01-01T00:00:00.000Z'],
    ['2027-11-29', '2027-11-30T00:00:00.000Z'],
    ['2027-01-31.', '2027-02-01T00:00:00.000Z'],
  ])('%s is over at %s', (text, end) => {
    expect(read(text)).toEqual({ day: text.slice(0, 10), endsAt: new Date(end) });
  });

  it.each([
    [undefined, 'no-date'],
    ['2026-11-28', 'past-date'],
    ['0001-01-01', 'past-date'],
    ['2027-11-30', 'far-date'],
    ['9999-12-31', 'far-date'],
    ['2027-02-30', 'bad-date'],
    ['2027-13-01', 'bad-date'],
    ['2027-1-1', 'bad-date'],
    ['31.01.2027', 'bad-date'],
    ['tomorrow', 'bad-date'],
    ['2027-01-31 or so', 'bad-date'],
    ['２０２７-01-31', 'bad-date'],
    ['', 'bad-date'],
  ])('%j is %s', (text, why) => {
    expect(read(text)).toBe(why);
  });

  it('takes the 28th for a year from 29 February', () => {
    const leap = new Date('2028-02-29T00:00:00Z');
    expect(read('2029-02-28', leap)).toMatchObject({ day: '2029-02-28' });
    expect(read('2029-03-01', leap)).toBe('far-date');
  });
});
