import { describe, expect, it } from '@jest/globals';
import { fitsType, formats, isExact } from '../../../src/detect/index.ts';
import { MCP_TYPES } from '../../../src/broker/adapters/mcp-oauth.ts';
import { generators, jwt, sampler } from '../../support/credentials.ts';

describe('fitsType', () => {
  it.each(formats.map(({ type }) => [type]))('knows a value of %s', (type) => {
    expect(fitsType(type, generators[type]?.() ?? '')).toBe(true);
  });

  it.each(MCP_TYPES.map((type) => [type]))(
    'refuses no value of %s, which any issuer may write as it likes',
    (type) => {
      for (const value of [sampler().alnum(43), jwt({ sub: 'ada' })]) {
        expect(fitsType(type, value)).toBeUndefined();
        expect(isExact(type, value)).toBe(false);
      }
    },
  );

  it('refuses what a format of one issuer does not fit', () => {
    expect(fitsType('github-pat-classic', sampler().alnum(43))).toBe(false);
    expect(fitsType('nobody-knows', sampler().alnum(43))).toBeUndefined();
  });
});
