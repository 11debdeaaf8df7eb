import { describe, expect, it } from '@jest/globals';
import { isRefuted } from '../../../src/detect/formats/find-formats.ts';
import { hasTokenChecksum, tokenChecksum } from '../../../src/detect/formats/token-checksum.ts';
import { githubPat, sampler } from '../../support/credentials.ts';
import { findInEnv } from './mcp-json.ts';

describe('tokenChecksum', () => {
  it('is CRC-32 in base 62: the check value of the polynomial is cbf43926', () => {
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const value = Array.from(tokenChecksum('123456789')).reduce(
      (sum, digit) => sum * 62 + digits.indexOf(digit),
      0,
    );
    expect(value).toBe(0xcbf43926);
  });

  it('is padded with zeros to six characters', () => {
    expect(tokenChecksum('')).toBe('000000');
  });
});

describe('a GitHub token', () => {
  it('is none when any character of it is changed', () => {
    const token = githubPat();
    expect(hasTokenChecksum(token)).toBe(true);
    for (let at = 4; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1);
      expect([at, hasTokenChecksum(changed), isRefuted(changed)]).toEqual([at, false, true]);
    }
  });

  it('with a wrong checksum is not reported even where a token belongs', () => {
    expect(findInEnv('GITHUB_TOKEN', `ghp_${sampler().alnum(30)}000000`)).toEqual([]);
    expect(findInEnv('GITHUB_TOKEN', githubPat())).toHaveLength(1);
  });
});
