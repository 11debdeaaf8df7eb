function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/** The thing asked for was deleted, or moved to where we cannot see it. */
export function isGone(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 410;
}

/** The repository's issues are turned off: https://docs.github.com/rest/issues/issues#create-an-issue */
export function isTurnedOff(error: unknown): boolean {
  return statusOf(error) === 410;
}

/** The repository was archived: nobody can write to it. */
export function isReadOnly(error: unknown): boolean {
  return statusOf(error) === 403 && error instanceof Error && /archived so is read-only/.test(error.message);
}

/** The thing is in a repository in which the App is not installed, or may not do this. */
export function isOutOfReach(error: unknown): boolean {
  return (
    statusOf(error) === 403 && error instanceof Error && /not accessible by integration/i.test(error.message)
  );
}

/** Somebody's workflow may name a check like ours; GitHub lets only the app that made it change it. */
export function isNotOurs(error: unknown): boolean {
  return statusOf(error) === 403 && error instanceof Error && /app_id/.test(error.message);
}

/** A conversation was locked while we were writing to it. */
export function isLocked(error: unknown): boolean {
  return statusOf(error) === 403 && error instanceof Error && /\block(?:ed)?\b/i.test(error.message);
}
