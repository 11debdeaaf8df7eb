import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';

/** True for the 403 that says that the installation does not give a permission; the others say that it should wait. */
export function isForbidden(error: unknown): boolean {
  return isGitHubError(error) && error.status === 403 && rateLimitWait(error) === undefined;
}
