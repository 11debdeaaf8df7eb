import { describe, expect, it } from '@jest/globals';
import { Pauses } from '../../../src/github/pauses.ts';
import { Quota, readQuota } from '../../../src/github/quota.ts';

const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const headers = (remaining: number, reset = inAnHour, limit = 5000) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': 'core',
});

describe('readQuota', () => {
  it('reads GitHub’s headers, and nothing where there are none', () => {
    expect(readQuota(headers(4321), 7)).toEqual({
      limit: 5000,
      remaining: 4321,
      resetAt: inAnHour * 1000,
      seenAt: 7,
    });
    expect(readQuota({})).toBeUndefined();
    expect(readQuota({ ...headers(1), 'x-ratelimit-remaining': 'many' })).toBeUndefined();
  });

  it('does not take the quota of searches for that of everything', () => {
    expect(readQuota({ ...headers(1), 'x-ratelimit-resource': 'search' })).toBeUndefined();
  });
});

describe('Quota', () => {
  it('is low below a fifth of the limit, until the reset', () => {
    const quota = new Quota();
    expect(quota.isLow(1)).toBe(false);
    quota.note(1, headers(1000));
    expect(quota.isLow(1)).toBe(false);
    quota.note(1, headers(999));
    expect(quota.isLow(1)).toBe(true);
    expect(quota.isLow(2)).toBe(false);
    expect(quota.lowFor(1)).toBeGreaterThan(3_500_000);
    expect(quota.lowFor(1, inAnHour * 1000 + 1)).toBe(0);
  });

  it('believes the lowest of answers that overtake each other, and the next hour at once', () => {
    const quota = new Quota();
    quota.note(1, headers(10));
    quota.note(1, headers(12));
    expect(quota.of(1)?.remaining).toBe(10);
    quota.note(1, headers(4999, inAnHour + 3600));
    expect(quota.of(1)?.remaining).toBe(4999);
  });

  it('tells what changed once, and takes only what is newer from others', () => {
    const quota = new Quota();
    quota.note(1, headers(10));
    expect([...quota.takeChanges().keys()]).toEqual([1]);
    expect(quota.takeChanges().size).toBe(0);
    const known = quota.of(1);
    if (!known) throw new Error('nothing is known');
    quota.learn(1, { ...known, remaining: 9, seenAt: known.seenAt - 1 });
    expect(quota.of(1)?.remaining).toBe(10);
    quota.learn(1, { ...known, remaining: 8, seenAt: known.seenAt + 1 });
    expect(quota.of(1)?.remaining).toBe(8);
  });
});

describe('Pauses', () => {
  it('keeps the longest, and forgets what is over', () => {
    const pauses = new Pauses();
    const now = Date.now();
    pauses.pause('1', now + 60_000);
    pauses.pause('1', now + 1000);
    pauses.pause('2', now - 1);
    expect(pauses.until('1')).toBe(now + 60_000);
    expect(pauses.paused()).toEqual(['1']);
  });
});
