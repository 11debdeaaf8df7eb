import { describe, expect, it } from '@jest/globals';
import { findFormats, isRefuted } from '../../../src/detect/formats/find-formats.ts';
import {
  grafanaChecksum,
  hasGrafanaChecksum,
  hasRoutableChecksum,
  hasTokenChecksum,
  routableToken,
  tokenChecksum,
} from '../../../src/detect/formats/token-checksum.ts';
import { formats } from '../../../src/detect/index.ts';
import { githubPat, sampler } from '../../support/credentials.ts';
import { findInEnv } from './mcp-json.ts';

/** The check value of the polynomial is cbf43926: CRC-32 of the digits from 1 to 9. */
const CHECK = 0xcbf43926;

describe('tokenChecksum', () => {
  it('is CRC-32 in base 62', () => {
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const value = Array.from(tokenChecksum('123456789')).reduce(
      (sum, digit) => sum * 62 + digits.indexOf(digit),
      0,
    );
    expect(value).toBe(CHECK);
  });

  it('is padded with zeros to six characters', () => {
    expect(tokenChecksum('')).toBe('000000');
  });
});

describe('grafanaChecksum', () => {
  it('is CRC-32 in hexadecimal, the lowest byte first', () => {
    expect(grafanaChecksum('123456789')).toBe('2639f4cb');
  });

  it("agrees with the token of Grafana's own tests", () => {
    expect(grafanaChecksum('glsa_iNValIdinValiDinvalidinvalidinva')).toBe('5b582697');
  });
});

describe('routableToken', () => {
  it('ends in the length of the payload and CRC-32 of what stands before, in base 36', () => {
    const token = routableToken('glpat-', sampler(1).base64url(36));
    expect(token).toMatch(/\.01\.10[0-9a-z]{7}$/);
    expect(hasRoutableChecksum(token)).toBe(true);
    expect(hasRoutableChecksum(`123456789${CHECK.toString(36).padStart(7, '0')}`)).toBe(true);
  });
});

const proven = formats.filter(({ proof }) => proof !== undefined);

describe('a format with a checksum', () => {
  it('is every one of GitHub, npm, Grafana and Rekey, and the routable ones of GitLab', () => {
    expect(new Set(proven.map(({ provider }) => provider))).toEqual(
      new Set(['github', 'gitlab', 'npm', 'grafana', 'rekey', 'mcp']),
    );
    expect(proven.map(({ proof }) => proof)).toEqual(
      expect.arrayContaining([hasTokenChecksum, hasGrafanaChecksum, hasRoutableChecksum]),
    );
  });

  it.each(proven.map((format) => [format.type, format] as const))(
    'refuses %s when any character of it is changed',
    (_, { example, prefixes, proof }) => {
      const token = example(sampler(2));
      expect(proof?.(token)).toBe(true);
      for (let at = prefixes[0]?.length ?? 0; at < token.length; at++) {
        const changed = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1);
        expect([at, proof?.(changed), findFormats(`"${changed}"`)]).toEqual([at, false, []]);
      }
    },
  );

  it('is refuted, not merely unknown, when the checksum is wrong', () => {
    const token = githubPat(3);
    expect(isRefuted(token)).toBe(false);
    expect(isRefuted(token.slice(0, -1) + (token.endsWith('0') ? '1' : '0'))).toBe(true);
  });

  it('is not reported with a wrong one even where a token belongs', () => {
    expect(findInEnv('GITHUB_TOKEN', `ghp_${sampler(4).alnum(30)}000000`)).toEqual([]);
    expect(findInEnv('NPM_TOKEN', `npm_${sampler(4).alnum(30)}000000`)).toEqual([]);
    expect(findInEnv('GRAFANA_TOKEN', `glsa_${sampler(4).alnum(32)}_00000000`)).toEqual([]);
    expect(findInEnv('GITHUB_TOKEN', githubPat(4))).toHaveLength(1);
  });
});
