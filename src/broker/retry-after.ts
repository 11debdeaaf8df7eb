const MAX_WAIT_MS = 3_600_000;

/**
 * Milliseconds that an answer asks to wait: `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), else
 * GitHub's `X-RateLimit-Reset` when no request remains. At most an hour; undefined when nothing usable is said.
 *
 * @param now milliseconds since the epoch
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text !== undefined && text !== '') {
    const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
    if (Number.isFinite(wait)) return clamp(wait);
  }
  if (headers.get('x-ratelimit-remaining') !== '0') return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000 - now;
  return Number.isFinite(reset) ? clamp(reset) : undefined;
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(Math.round(milliseconds), 0), MAX_WAIT_MS);
}
