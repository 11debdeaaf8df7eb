const DEFAULT_WAIT_MS = 60_000;
const MAX_WAIT_MS = 3_600_000;

/** An error of octokit, known by its shape: several versions of its class may be installed side by side. */
interface GitHubError extends Error {
  readonly status: number;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/** True for an error answer of GitHub, and for a request to it that failed. */
export function isGitHubError(error: unknown): error is GitHubError {
  return (
    error instanceof Error && typeof (error as Partial<GitHubError>).status === 'number' && 'request' in error
  );
}

/**
 * Milliseconds that GitHub wants this installation to be left alone, or undefined when the error is no rate limit.
 * See https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function rateLimitWait(error: unknown, now: number = Date.now()): number | undefined {
  if (!isGitHubError(error) || (error.status !== 403 && error.status !== 429)) return undefined;
  const headers = error.response?.headers ?? {};
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return Math.min(retryAfter * 1000, MAX_WAIT_MS);
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1000 - now;
    return Number.isFinite(reset) ? Math.min(Math.max(reset, 1000), MAX_WAIT_MS) : DEFAULT_WAIT_MS;
  }
  return error.status === 429 || /secondary rate limit/i.test(error.message) ? DEFAULT_WAIT_MS : undefined;
}
