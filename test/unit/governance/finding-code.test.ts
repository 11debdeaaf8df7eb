import { describe, expect, it } from '@jest/globals';
import { codeOf, readCode } from '../../../src/governance/hygiene.ts';

describe('the code by which people name a finding', () => {
  it.each([
    ['3f2a91c0 the vendor signs', { code: '3f2a91c0', rest: 'the vendor signs' }],
    ['`3F2A91C0` the vendor signs', { code: '3f2a91c0', rest: 'the vendor signs' }],
    ['3f2a91c0', { code: '3f2a91c0', rest: '' }],
    ['3f2a91c the vendor signs', undefined],
    ['3f2a91c01 the vendor signs', undefined],
    ['the vendor signs 3f2a91c0', undefined],
    ['', undefined],
  ])('is read from the beginning of %j', (text, read) => {
    expect(readCode(text)).toEqual(read);
  });

  it('is the beginning of its id', () => {
    const id = '3f2a91c0-1111-4222-8333-444455556666';
    expect(readCode(`${codeOf(id)} x`)?.code).toBe(codeOf(id));
  });
});
