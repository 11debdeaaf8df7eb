import type { Octokit } from '../github/types.ts';
import { readOwnIssue, type Ours } from './read-issue.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What another try would not change: whoever has no access cannot be assigned, and an issue may be gone. */
const HOPELESS: ReadonlySet<unknown> = new Set([403, 404, 410, 422]);

function isHopeless(error: unknown): boolean {
  return (
    error instanceof Error &&
    'status' in error &&
    HOPELESS.has(error.status) &&
    !/rate limit/i.test(error.message)
  );
}

/**
 * Assigns people to an open issue of ours to which nobody is assigned; nobody is ever taken away. GitHub leaves out whoever has no
 * access to the repository. Throws GitHub's errors that may pass.
 */
export async function assignIssue(
  octokit: Octokit,
  place: Place,
  number: number,
  ours: Ours,
  logins: readonly string[],
): Promise<void> {
  const issue = await readOwnIssue(octokit, place, number, ours);
  if (!issue || issue.assigned || issue.state !== 'open') return;
  const { owner, repo } = issue;
  try {
    await octokit.rest.issues.addAssignees({
      owner,
      repo,
      issue_number: issue.number,
      assignees: [...logins],
    });
  } catch (error) {
    if (!isHopeless(error)) throw error;
  }
}
