import { describe, expect, it } from '@jest/globals';
import { readChallenge } from '../../../src/broker/adapters/mcp-oauth/read-challenge.ts';
import { readRetryAfter } from '../../../src/broker/retry-after.ts';

describe('readChallenge', () => {
  it.each([
    [null, {}],
    ['', {}],
    ['Bearer', {}],
    ['Basic realm="x", error="invalid_token"', {}],
    ['Bearer error="invalid_token"', { error: 'invalid_token' }],
    ['bearer ERROR=invalid_token', { error: 'invalid_token' }],
    ['Bearer realm="a, error=\\"x\\"", error = "invalid_token"', { error: 'invalid_token' }],
    ['Bearer realm="error=invalid_token"', {}],
    ['Bearer x_error="invalid_token", my-error=invalid_token', {}],
    ['Bearer error="insufficient_scope", error="invalid_token"', { error: 'insufficient_scope' }],
    ['Basic realm="x", Bearer error="invalid_token"', { error: 'invalid_token' }],
    ['Bearer error="invalid', {}],
    [
      'Bearer resource_metadata="https://a.example/x", error=invalid_token',
      { resourceMetadata: 'https://a.example/x', error: 'invalid_token' },
    ],
  ])('%j', (header, expected) => {
    expect(readChallenge(header)).toEqual(expected);
  });

  it('reads hostile headers in no time', () => {
    const hostile = [
      'a'.repeat(1e6),
      'a ='.repeat(1e5),
      `a="${'\\"'.repeat(1e5)}`,
      ' ='.repeat(1e5),
      'a=,'.repeat(1e5),
    ];
    const start = performance.now();
    for (const text of hostile) readChallenge(`Bearer ${text}`);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('readRetryAfter', () => {
  const now = Date.parse('2026-11-23T20:00:00Z');
  it.each([
    [{}, undefined],
    [{ 'retry-after': '5' }, 5000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 20:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 19:00:00 GMT' }, 0],
    [{ 'retry-after': '99999999' }, 3_600_000],
    [{ 'retry-after': '-5x' }, undefined],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 10) }, 10_000],
    [{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String(now / 1000 + 10) }, undefined],
    [{ 'x-ratelimit-remaining': '0' }, undefined],
  ])('%j', (headers, expected) => {
    expect(readRetryAfter(new Headers(headers as Record<string, string>), now)).toBe(expected);
  });
});
